"""Layers with PyTorch's names and arguments, over NumPy arrays.

    import ogive.nn as nn

    layer = nn.LeakyReLU(0.04, True)   # in place
    features = layer(features)
    gradient = layer.backward(inputs, upstream)

A layer keeps nothing: ``backward`` is given the input again. Attributes are PyTorch's, and may be set.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from ogive import _functions as functions

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import ArrayLike, NDArray

    from ogive._core import Function

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "Identity",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "Module",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SELU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]


class Module:
    """What all layers have in common."""

    training = True
    inplace = False

    def function(self, dimensions: int = 1) -> Function:
        """The function that the layer is, for an input of so many dimensions."""
        raise NotImplementedError(f"{type(self).__name__} has no function")

    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """The function of the input: as a new array, or in the input's own memory if ``inplace``."""
        function = self.function(np.ndim(input))
        # If it is no array, the function says so.
        out: Any = input if self.inplace else None
        return function.forward(input, out)

    __call__ = forward

    def backward(self, input: ArrayLike, gradient: ArrayLike) -> NDArray[Any]:
        """The gradient by the input of ``forward``, for the gradient by its output."""
        return self.function(np.ndim(input)).backward(input, gradient)

    def train(self, mode: bool = True) -> Self:
        """Sets training or evaluation; RReLU alone differs in them."""
        self.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Sets evaluation."""
        return self.train(False)

    def extra_repr(self) -> str:
        """The arguments as they are printed."""
        return ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.extra_repr()})"

    def _printed(self, *parts: str) -> str:
        return ", ".join([*parts, *["inplace=True"] * bool(self.inplace)])


class Identity(Module):
    """The input itself. Any arguments are accepted, and have no effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def function(self, dimensions: int = 1) -> Function:
        return functions._linear


class _Plain(Module):
    """A layer without arguments."""

    _function: Any = None

    def function(self, dimensions: int = 1) -> Function:
        return self._function


class _InPlace(_Plain):
    """A layer whose one argument says where the result goes."""

    def __init__(self, inplace: bool = False) -> None:
        self.inplace = inplace

    def extra_repr(self) -> str:
        return self._printed()


class Sigmoid(_Plain):
    """1/(1 + e^(−x)); see ``help(ogive.sigmoid)``.

    >>> Sigmoid()(np.ones((1, 1, 2, 2), "float32")).round(4)
    array([[[[0.7311, 0.7311],
             [0.7311, 0.7311]]]], dtype=float32)
    """

    _function = functions._sigmoid


class Tanh(_Plain):
    """The hyperbolic tangent; see ``help(ogive.tanh)``."""

    _function = functions._tanh


class LogSigmoid(_Plain):
    """ln σ(x); see ``help(ogive.log_sigmoid)``."""

    _function = functions._log_sigmoid


class Softsign(_Plain):
    """x/(1 + |x|); see ``help(ogive.softsign)``."""

    _function = functions._softsign


class Tanhshrink(_Plain):
    """x − tanh(x); see ``help(ogive.tanhshrink)``."""

    _function = functions._tanhshrink


class Softmax2d(_Plain):
    """Softmax over the channels of (N, C, H, W) or (C, H, W); see ``help(ogive.softmax2d)``."""

    _function = functions._softmax2d


class ReLU(_InPlace):
    """max(0, x); see ``help(ogive.relu)``."""

    _function = functions._relu


class SELU(_InPlace):
    """The scaled exponential linear unit; see ``help(ogive.selu)``."""

    _function = functions._selu


class SiLU(_InPlace):
    """x·σ(x), also called swish; see ``help(ogive.silu)``."""

    def function(self, dimensions: int = 1) -> Function:
        return functions._silu(1.0)


class Mish(_InPlace):
    """x·tanh(ln(1 + e^x)); see ``help(ogive.mish)``."""

    _function = functions._mish


class Hardsigmoid(_InPlace):
    """0, (x + 3)/6 and 1; see ``help(ogive.hardsigmoid)``."""

    _function = functions._hardsigmoid

    def extra_repr(self) -> str:
        return ""


class Hardswish(_InPlace):
    """x·hardsigmoid(x); see ``help(ogive.hardswish)``."""

    _function = functions._hardswish

    def extra_repr(self) -> str:
        return ""


class Hardtanh(Module):
    """x, cut off at two limits; see ``help(ogive.hardtanh)``."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._hardtanh(self.min_val, self.max_val)

    def extra_repr(self) -> str:
        return self._printed(f"min_val={self.min_val}, max_val={self.max_val}")


class ReLU6(Hardtanh):
    """min(max(0, x), 6); see ``help(ogive.relu6)``."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return self._printed()


class ELU(Module):
    """x, and alpha·(e^x − 1) below 0; see ``help(ogive.elu)``."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        self.alpha, self.inplace = alpha, inplace
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._elu(self.alpha)

    def extra_repr(self) -> str:
        return self._printed(f"alpha={self.alpha}")


class CELU(ELU):
    """x, and alpha·(e^(x/alpha) − 1) below 0; see ``help(ogive.celu)``."""

    def function(self, dimensions: int = 1) -> Function:
        return functions._celu(self.alpha)


class LeakyReLU(Module):
    """x, and negative_slope·x below 0; see ``help(ogive.leaky_relu)``.

    >>> LeakyReLU(0.04, True)
    LeakyReLU(negative_slope=0.04, inplace=True)
    """

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        self.negative_slope, self.inplace = negative_slope, inplace
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._leaky_relu(self.negative_slope)

    def extra_repr(self) -> str:
        return self._printed(f"negative_slope={self.negative_slope}")


class PReLU(Module):
    """x, and weight·x below 0, with a weight for each channel; see ``help(ogive.prelu)``.

    ``parameter_gradients`` gives the gradient by ``weight``.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        self.num_parameters = num_parameters
        self.weight = np.full(num_parameters, init, "float32")
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._prelu(np.ravel(self.weight))

    def parameter_gradients(self, input: ArrayLike, gradient: ArrayLike) -> dict[str, NDArray[Any]]:
        """The gradients by what is learned, by name, for the gradient by the output."""
        gradients = self.function().parameter_gradients(input, gradient)
        return {name: one.astype(self.weight.dtype) for name, one in gradients.items()}

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """x, and a random slope times x below 0; see ``help(ogive.rrelu)``.

    In training, which a layer begins in, as in PyTorch, slopes are drawn from ``seed``: set it anew before
    each step, to the step's number for example. In evaluation the slope is the mean of the limits.
    """

    def __init__(
        self,
        lower: float = 1.0 / 8,
        upper: float = 1.0 / 3,
        inplace: bool = False,
        *,
        seed: int = 0,
    ) -> None:
        self.lower, self.upper, self.inplace, self.seed = lower, upper, inplace, seed
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._rrelu(self.lower, self.upper, self.training, self.seed)

    def extra_repr(self) -> str:
        return self._printed(f"lower={self.lower}, upper={self.upper}")


class Threshold(Module):
    """x above a threshold, and a value elsewhere; see ``help(ogive.threshold)``."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        self.threshold, self.value, self.inplace = threshold, value, inplace
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._threshold(self.threshold, self.value)

    def extra_repr(self) -> str:
        return self._printed(f"threshold={self.threshold}, value={self.value}")


class GELU(Module):
    """x·Φ(x); see ``help(ogive.gelu)`` and, for ``approximate="tanh"``, ``help(ogive.gelu_tanh)``."""

    def __init__(self, approximate: str = "none") -> None:
        self.approximate = approximate
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        kinds = {"none": functions._gelu, "tanh": functions._gelu_tanh}
        if self.approximate not in kinds:
            raise ValueError(f"approximate={self.approximate!r}; expected 'none' or 'tanh'")
        return kinds[self.approximate]

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """ln(1 + e^(beta·x))/beta, and x itself where beta·x is above the threshold; see
    ``help(ogive.softplus)``, which has no threshold unless one is given.
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self.beta, self.threshold = beta, threshold
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._softplus(self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class Softshrink(Module):
    """x, drawn towards 0 by lambd; see ``help(ogive.softshrink)``."""

    def __init__(self, lambd: float = 0.5) -> None:
        self.lambd = lambd
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._softshrink(self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardshrink(Softshrink):
    """x, and 0 from −lambd to lambd; see ``help(ogive.hardshrink)``."""

    def function(self, dimensions: int = 1) -> Function:
        return functions._hardshrink(self.lambd)


class GLU(Module):
    """The first half times the sigmoid of the second; see ``help(ogive.glu)``."""

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim
        self.function()

    def function(self, dimensions: int = 1) -> Function:
        return functions._glu(self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax(Module):
    """Scores to probabilities, along a dimension; see ``help(ogive.softmax)``.

    >>> Softmax(dim=1)
    Softmax(dim=1)
    """

    def __init__(self, dim: int | None = None) -> None:
        self.dim = dim
        if dim is not None:
            self.function()

    def _page(self, dim: int) -> Function:
        return functions._softmax(dim, 1.0, False)

    def function(self, dimensions: int = 1) -> Function:
        return self._page(_chosen(type(self).__name__, self.dim, dimensions))

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmin(Softmax):
    """Softmax of −x; see ``help(ogive.softmin)``."""

    def _page(self, dim: int) -> Function:
        return functions._softmin(dim, 1.0, False)


class LogSoftmax(Softmax):
    """The logarithm of softmax; see ``help(ogive.log_softmax)``."""

    def _page(self, dim: int) -> Function:
        return functions._log_softmax(dim, 1.0, False)


def _chosen(name: str, dim: int | None, dimensions: int) -> int:
    """The dimension, or the one that PyTorch takes where none is given."""
    if dim is not None:
        return dim
    dim = 0 if dimensions in (0, 1, 3) else 1
    warnings.warn(
        f"{name} without dim takes {dim} here, as in PyTorch; say dim={dim}, or dim=-1 for the last",
        stacklevel=4,
    )
    return dim
