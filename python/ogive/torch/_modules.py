"""The functions of the book, as modules of PyTorch.

Written by ``generate_frameworks.py`` from the book; not to be edited.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from . import _functions
from ._module import Activation, implicit_dim
from ._saving import checked


class Sigmoid(Activation, nn.Sigmoid):
    """σ(x) = 1 / (1 + e^(−x))

    The function is :func:`ogive.torch.sigmoid`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Sigmoid``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.sigmoid(input, save=self.save)


class Tanh(Activation, nn.Tanh):
    """tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))

    The function is :func:`ogive.torch.tanh`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Tanh``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.tanh(input, save=self.save)


class ReLU(Activation, nn.ReLU):
    """relu(x) = max(0, x)

    The function is :func:`ogive.torch.relu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.ReLU``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.relu(input, inplace=self.inplace, save=self.save)


class LeakyReLU(Activation, nn.LeakyReLU):
    """leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0

    The function is :func:`ogive.torch.leaky_relu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.LeakyReLU``.
    """

    def __init__(
        self,
        negative_slope: float = 0.01,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(negative_slope, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.leaky_relu(
            input, negative_slope=self.negative_slope, inplace=self.inplace, save=self.save
        )


class PReLU(Activation, nn.PReLU):
    """prelu(x) = x for x > 0, w·x for x ≤ 0

    The function is :func:`ogive.torch.prelu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.PReLU``.
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(num_parameters, init, device=device, dtype=dtype)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.prelu(input, weight=self.weight, save=self.save)


class RReLU(Activation, nn.RReLU):
    """rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each element;
    evaluation: r = (lower + upper)/2

    The function is :func:`ogive.torch.rrelu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.RReLU``.
    """

    def __init__(
        self,
        lower: float = 0.125,
        upper: float = 0.3333333333333333,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(lower, upper, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.rrelu(
            input, lower=self.lower, upper=self.upper, training=self.training, inplace=self.inplace, save=self.save
        )


class ReLU6(Activation, nn.ReLU6):
    """relu6(x) = min(max(0, x), 6)

    The function is :func:`ogive.torch.relu6`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.ReLU6``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.relu6(input, inplace=self.inplace, save=self.save)


class Threshold(Activation, nn.Threshold):
    """threshold(x) = x for x > threshold, value for x ≤ threshold

    The function is :func:`ogive.torch.threshold`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Threshold``.
    """

    def __init__(
        self,
        threshold: float,
        value: float,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(threshold, value, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.threshold(
            input, threshold=self.threshold, value=self.value, inplace=self.inplace, save=self.save
        )


class ThresholdedReLU(Activation):
    """thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha

    The function is :func:`ogive.torch.thresholded_relu`, where all is said of it.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("alpha", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.thresholded_relu(
            input, alpha=self.alpha, inplace=self.inplace, save=self.save
        )


class ReLUSquared(Activation):
    """relu_squared(x) = max(0, x)²

    The function is :func:`ogive.torch.relu_squared`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.relu_squared(input, inplace=self.inplace, save=self.save)


class Hardtanh(Activation, nn.Hardtanh):
    """hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val

    The function is :func:`ogive.torch.hardtanh`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Hardtanh``.
    """

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(min_val, max_val, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.hardtanh(
            input, min_val=self.min_val, max_val=self.max_val, inplace=self.inplace, save=self.save
        )


class Hardsigmoid(Activation, nn.Hardsigmoid):
    """hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3

    The function is :func:`ogive.torch.hardsigmoid`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Hardsigmoid``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.hardsigmoid(input, inplace=self.inplace, save=self.save)


class ONNXHardsigmoid(Activation):
    """onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))

    The function is :func:`ogive.torch.onnx_hardsigmoid`, where all is said of it.
    """

    def __init__(
        self,
        alpha: float = 0.2,
        beta: float = 0.5,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("alpha", "beta", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.onnx_hardsigmoid(
            input, alpha=self.alpha, beta=self.beta, inplace=self.inplace, save=self.save
        )


class Hardswish(Activation, nn.Hardswish):
    """hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3

    The function is :func:`ogive.torch.hardswish`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Hardswish``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.hardswish(input, inplace=self.inplace, save=self.save)


class Hardshrink(Activation, nn.Hardshrink):
    """hardshrink(x) = x for |x| > lambd, 0 elsewhere

    The function is :func:`ogive.torch.hardshrink`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Hardshrink``.
    """

    def __init__(self, lambd: float = 0.5, *, save: str | None = None) -> None:
        super().__init__(lambd)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.hardshrink(input, lambd=self.lambd, save=self.save)


class Softshrink(Activation, nn.Softshrink):
    """softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between

    The function is :func:`ogive.torch.softshrink`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softshrink``.
    """

    def __init__(self, lambd: float = 0.5, *, save: str | None = None) -> None:
        super().__init__(lambd)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softshrink(input, lambd=self.lambd, save=self.save)


class Shrink(Activation):
    """shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between

    The function is :func:`ogive.torch.shrink`, where all is said of it.
    """

    def __init__(
        self,
        lambd: float = 0.5,
        bias: float = 0.0,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.lambd = lambd
        self.bias = bias
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("lambd", "bias", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.shrink(
            input, lambd=self.lambd, bias=self.bias, inplace=self.inplace, save=self.save
        )


class Softsign(Activation, nn.Softsign):
    """softsign(x) = x / (1 + |x|)

    The function is :func:`ogive.torch.softsign`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softsign``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softsign(input, save=self.save)


class Squareplus(Activation):
    """squareplus(x) = (x + √(x² + b)) / 2

    The function is :func:`ogive.torch.squareplus`, where all is said of it.
    """

    def __init__(self, b: float = 4.0, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.b = b
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("b", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.squareplus(input, b=self.b, inplace=self.inplace, save=self.save)


class SparsePlus(Activation):
    """sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1

    The function is :func:`ogive.torch.sparse_plus`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.sparse_plus(input, inplace=self.inplace, save=self.save)


class SparseSigmoid(Activation):
    """sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    The function is :func:`ogive.torch.sparse_sigmoid`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.sparse_sigmoid(input, inplace=self.inplace, save=self.save)


class Identity(Activation, nn.Identity):
    """linear(x) = x

    The function is :func:`ogive.torch.linear`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Identity``.
    """

    def forward(self, input: Tensor) -> Tensor:
        return input


class SiLU(Activation, nn.SiLU):
    """silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))

    The function is :func:`ogive.torch.silu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.SiLU``.
    """

    def __init__(
        self,
        inplace: bool = False,
        *,
        beta: float | Tensor = 1.0,
        save: str | None = None,
    ) -> None:
        super().__init__(inplace)
        self.beta = beta
        self.save = checked(save)

    arguments = ("beta",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.silu(input, inplace=self.inplace, beta=self.beta, save=self.save)


class QuickGELU(Activation):
    """quick_gelu(x) = x·σ(1.702·x)

    The function is :func:`ogive.torch.quick_gelu`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.quick_gelu(input, inplace=self.inplace, save=self.save)


class Mish(Activation, nn.Mish):
    """mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)

    The function is :func:`ogive.torch.mish`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Mish``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.mish(input, inplace=self.inplace, save=self.save)


class LiSHT(Activation):
    """lisht(x) = x·tanh(x)

    The function is :func:`ogive.torch.lisht`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.lisht(input, inplace=self.inplace, save=self.save)


class Tanhshrink(Activation, nn.Tanhshrink):
    """tanhshrink(x) = x − tanh(x)

    The function is :func:`ogive.torch.tanhshrink`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Tanhshrink``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.tanhshrink(input, save=self.save)


class Exponential(Activation):
    """exponential(x) = e^x

    The function is :func:`ogive.torch.exponential`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.exponential(input, inplace=self.inplace, save=self.save)


class Softplus(Activation, nn.Softplus):
    """softplus(x) = ln(1 + e^(beta·x)) / beta

    The function is :func:`ogive.torch.softplus`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softplus``.
    """

    def __init__(
        self,
        beta: float = 1.0,
        threshold: float = 20.0,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(beta, threshold)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softplus(input, beta=self.beta, threshold=self.threshold, save=self.save)


class LogSigmoid(Activation, nn.LogSigmoid):
    """log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))

    The function is :func:`ogive.torch.log_sigmoid`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.LogSigmoid``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.log_sigmoid(input, save=self.save)


class SqrtSoftplus(Activation):
    """sqrt_softplus(x) = √ln(1 + e^x)

    The function is :func:`ogive.torch.sqrt_softplus`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.sqrt_softplus(input, inplace=self.inplace, save=self.save)


class ELU(Activation, nn.ELU):
    """elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0

    The function is :func:`ogive.torch.elu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.ELU``.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(alpha, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.elu(input, alpha=self.alpha, inplace=self.inplace, save=self.save)


class CELU(Activation, nn.CELU):
    """celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))

    The function is :func:`ogive.torch.celu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.CELU``.
    """

    def __init__(
        self,
        alpha: float = 1.0,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__(alpha, inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.celu(input, alpha=self.alpha, inplace=self.inplace, save=self.save)


class SELU(Activation, nn.SELU):
    """selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 and α =
    1.6732632423543772848

    The function is :func:`ogive.torch.selu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.SELU``.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__(inplace)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.selu(input, inplace=self.inplace, save=self.save)


class GELU(Activation, nn.GELU):
    """gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)

    The function is :func:`ogive.torch.gelu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.GELU``.
    """

    def __init__(self, approximate: str = 'none', *, save: str | None = None) -> None:
        super().__init__(approximate)
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.gelu(input, approximate=self.approximate, save=self.save)


class GELUTanh(Activation):
    """gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

    The function is :func:`ogive.torch.gelu_tanh`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.gelu_tanh(input, inplace=self.inplace, save=self.save)


class Laplace(Activation):
    """laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))

    The function is :func:`ogive.torch.laplace`, where all is said of it.
    """

    def __init__(
        self,
        mu: float = 0.7071067811865476,
        sigma: float = 0.28209479177387814,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.mu = mu
        self.sigma = sigma
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("mu", "sigma", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.laplace(
            input, mu=self.mu, sigma=self.sigma, inplace=self.inplace, save=self.save
        )


class XIELU(Activation):
    """xielu(x) = alpha_p·x² + beta·x for x > 0, alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0

    The function is :func:`ogive.torch.xielu`, where all is said of it.
    """

    def __init__(
        self,
        alpha_p: float | Tensor = 0.8,
        alpha_n: float | Tensor = 0.8,
        beta: float = 0.5,
        inplace: bool = False,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.alpha_p = alpha_p
        self.alpha_n = alpha_n
        self.beta = beta
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("alpha_p", "alpha_n", "beta", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.xielu(
            input, alpha_p=self.alpha_p, alpha_n=self.alpha_n, beta=self.beta, inplace=self.inplace, save=self.save
        )


class Snake(Activation):
    """snake(x) = x + sin²(a·x)/a

    The function is :func:`ogive.torch.snake`, where all is said of it.
    """

    def __init__(self, a: float = 1.0, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.a = a
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("a", "inplace")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.snake(input, a=self.a, inplace=self.inplace, save=self.save)


class Log1mexp(Activation):
    """log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0

    The function is :func:`ogive.torch.log1mexp`, where all is said of it.
    """

    def __init__(self, inplace: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.inplace = inplace
        self.save = checked(save)

    arguments = ("inplace",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.log1mexp(input, inplace=self.inplace, save=self.save)


class Softmax(Activation, nn.Softmax):
    """S_i = e^(x_i/temperature) / (e^(x_1/temperature) + … + e^(x_C/temperature))

    The function is :func:`ogive.torch.softmax`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softmax``.
    """

    def __init__(
        self,
        dim: int | None = None,
        *,
        temperature: float = 1.0,
        masked: bool = False,
        save: str | None = None,
    ) -> None:
        super().__init__(dim)
        self.temperature = temperature
        self.masked = masked
        self.save = checked(save)

    arguments = ("temperature", "masked")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softmax(
            input, dim=implicit_dim(self.dim, input, "Softmax"), temperature=self.temperature, masked=self.masked, save=self.save
        )


class LogSoftmax(Activation, nn.LogSoftmax):
    """L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))

    The function is :func:`ogive.torch.log_softmax`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.LogSoftmax``.
    """

    def __init__(
        self,
        dim: int | None = None,
        *,
        temperature: float = 1.0,
        masked: bool = False,
        save: str | None = None,
    ) -> None:
        super().__init__(dim)
        self.temperature = temperature
        self.masked = masked
        self.save = checked(save)

    arguments = ("temperature", "masked")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.log_softmax(
            input, dim=implicit_dim(self.dim, input, "LogSoftmax"), temperature=self.temperature, masked=self.masked, save=self.save
        )


class Softmin(Activation, nn.Softmin):
    """S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))

    The function is :func:`ogive.torch.softmin`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softmin``.
    """

    def __init__(
        self,
        dim: int | None = None,
        *,
        temperature: float = 1.0,
        save: str | None = None,
    ) -> None:
        super().__init__(dim)
        self.temperature = temperature
        self.save = checked(save)

    arguments = ("temperature",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softmin(
            input, dim=implicit_dim(self.dim, input, "Softmin"), temperature=self.temperature, save=self.save
        )


class QuietSoftmax(Activation):
    """S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))

    The function is :func:`ogive.torch.quiet_softmax`, where all is said of it.
    """

    def __init__(self, dim: int, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.quiet_softmax(input, dim=self.dim, save=self.save)


class Softmax2d(Activation, nn.Softmax2d):
    """S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))

    The function is :func:`ogive.torch.softmax2d`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.Softmax2d``.
    """

    def __init__(self, *, save: str | None = None) -> None:
        super().__init__()
        self.save = checked(save)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.softmax2d(input, save=self.save)


class LogSumExp(Activation):
    """L = log(e^(x_1) + … + e^(x_C)), one for each row

    The function is :func:`ogive.torch.logsumexp`, where all is said of it.
    """

    def __init__(self, dim: int, keepdim: bool = False, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.keepdim = keepdim
        self.save = checked(save)

    arguments = ("dim", "keepdim")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.logsumexp(input, dim=self.dim, keepdim=self.keepdim, save=self.save)


class GumbelSoftmax(Activation):
    """S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; hard: 1 at
    the largest, 0 elsewhere

    The function is :func:`ogive.torch.gumbel_softmax`, where all is said of it.
    """

    def __init__(
        self,
        tau: float = 1.0,
        hard: bool = False,
        dim: int = -1,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.tau = tau
        self.hard = hard
        self.dim = dim
        self.save = checked(save)

    arguments = ("tau", "hard", "dim")

    def forward(self, input: Tensor) -> Tensor:
        return _functions.gumbel_softmax(
            input, tau=self.tau, hard=self.hard, dim=self.dim, save=self.save
        )


class Hardmax(Activation):
    """H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere

    The function is :func:`ogive.torch.hardmax`, where all is said of it.
    """

    def __init__(self, dim: int, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.hardmax(input, dim=self.dim, save=self.save)


class Sparsemax(Activation):
    """P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1

    The function is :func:`ogive.torch.sparsemax`, where all is said of it.
    """

    def __init__(self, dim: int, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor) -> Tensor:
        return _functions.sparsemax(input, dim=self.dim, save=self.save)


class GLU(Activation, nn.GLU):
    """glu(a, b) = a·σ(b)

    The function is :func:`ogive.torch.glu`, where all is said of it.
    Arguments, state and behaviour are those of ``torch.nn.GLU``.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__(dim)
        self.save = checked(save)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.glu(input, other=other, dim=self.dim, save=self.save)


class SwiGLU(Activation):
    """swiglu(a, b) = a·σ(a)·b

    The function is :func:`ogive.torch.swiglu`, where all is said of it.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.swiglu(input, other=other, dim=self.dim, save=self.save)


class SwiGLUClamped(Activation):
    """swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit),
    limit)

    The function is :func:`ogive.torch.swiglu_clamped`, where all is said of it.
    """

    def __init__(
        self,
        alpha: float = 1.702,
        limit: float = 7.0,
        dim: int = -1,
        *,
        save: str | None = None,
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.limit = limit
        self.dim = dim
        self.save = checked(save)

    arguments = ("alpha", "limit", "dim")

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.swiglu_clamped(
            input, other=other, alpha=self.alpha, limit=self.limit, dim=self.dim, save=self.save
        )


class GEGLU(Activation):
    """geglu(a, b) = a·Φ(a)·b

    The function is :func:`ogive.torch.geglu`, where all is said of it.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.geglu(input, other=other, dim=self.dim, save=self.save)


class GEGLUTanh(Activation):
    """geglu_tanh(a, b) = gelu_tanh(a)·b

    The function is :func:`ogive.torch.geglu_tanh`, where all is said of it.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.geglu_tanh(input, other=other, dim=self.dim, save=self.save)


class GEGLUQuick(Activation):
    """geglu_quick(a, b) = a·σ(1.702·a)·b

    The function is :func:`ogive.torch.geglu_quick`, where all is said of it.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.geglu_quick(input, other=other, dim=self.dim, save=self.save)


class ReGLU(Activation):
    """reglu(a, b) = max(0, a)·b

    The function is :func:`ogive.torch.reglu`, where all is said of it.
    """

    def __init__(self, dim: int = -1, *, save: str | None = None) -> None:
        super().__init__()
        self.dim = dim
        self.save = checked(save)

    arguments = ("dim",)

    def forward(self, input: Tensor, other: Tensor | None = None) -> Tensor:
        return _functions.reglu(input, other=other, dim=self.dim, save=self.save)


__all__ = [
    "Sigmoid",
    "Tanh",
    "ReLU",
    "LeakyReLU",
    "PReLU",
    "RReLU",
    "ReLU6",
    "Threshold",
    "ThresholdedReLU",
    "ReLUSquared",
    "Hardtanh",
    "Hardsigmoid",
    "ONNXHardsigmoid",
    "Hardswish",
    "Hardshrink",
    "Softshrink",
    "Shrink",
    "Softsign",
    "Squareplus",
    "SparsePlus",
    "SparseSigmoid",
    "Identity",
    "SiLU",
    "QuickGELU",
    "Mish",
    "LiSHT",
    "Tanhshrink",
    "Exponential",
    "Softplus",
    "LogSigmoid",
    "SqrtSoftplus",
    "ELU",
    "CELU",
    "SELU",
    "GELU",
    "GELUTanh",
    "Laplace",
    "XIELU",
    "Snake",
    "Log1mexp",
    "Softmax",
    "LogSoftmax",
    "Softmin",
    "QuietSoftmax",
    "Softmax2d",
    "LogSumExp",
    "GumbelSoftmax",
    "Hardmax",
    "Sparsemax",
    "GLU",
    "SwiGLU",
    "SwiGLUClamped",
    "GEGLU",
    "GEGLUTanh",
    "GEGLUQuick",
    "ReGLU",
]
