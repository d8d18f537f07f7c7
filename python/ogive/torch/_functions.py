"""The functions of the book, of tensors of PyTorch.

Written by ``generate_frameworks.py`` from the book; not to be edited.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ._calls import apply, apply_learned, apply_pair, seed_of
from ._operator import Operator
from ._operators import OPERATORS
from ._saving import wanted


def gelu_form(approximate: str) -> Operator:
    """The form of gelu that PyTorch's argument means."""
    forms = {"none": "gelu", "tanh": "gelu_tanh"}
    if approximate not in forms:
        raise ValueError(f"ogive.torch.gelu: approximate={approximate!r}; expected 'none' or 'tanh'")
    return OPERATORS[forms[approximate]]


def sigmoid(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """σ(x) = 1 / (1 + e^(−x))

    Its derivative: σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²

    Good: squeezes any score into (0, 1), a probability for binary classification. Bad: its slope is
    at most 1/4 and dies on both sides, so gradients vanish through many layers; costly to compute.
    Hard to compute: for x below −17 a rounded 1 + e^(−x) loses the tail or overflows; s·(1 − s) as
    the slope loses all digits once s rounds to 1.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population (1845),
    https://en.wikipedia.org/wiki/Logistic_function

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.sigmoid(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.2689, 0.5000, 0.8808])
    """
    return apply(OPERATORS["sigmoid"], input, (), inplace, save)


logistic = sigmoid
expit = sigmoid


def tanh(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))

    Its derivative: tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²

    Good: odd and centred on 0, with slope 1 there: a layer keeps the mean of its input. Bad: its
    slope dies on both sides, as the sigmoid's does. Hard to compute: e^x − e^(−x) cancels near 0,
    where tanh x is x itself; 1 − tanh² loses all digits once tanh rounds to 1.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp (1998),
    https://doi.org/10.1007/978-3-642-35289-8_3

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.tanh(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.7616,  0.0000,  0.9640])
    """
    return apply(OPERATORS["tanh"], input, (), inplace, save)


hyperbolic_tangent = tanh


def relu(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """relu(x) = max(0, x)

    Its derivative: relu′(x) = 1 for x > 0, 0 for x ≤ 0

    Good: the gradient passes whole where the unit is active, and it costs next to nothing: the most
    used activation of convolutional networks. Bad: a unit that is negative for every input has no
    gradient and stays dead. Hard to compute: nothing in it rounds; many implementations lose NaN in
    the comparison.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    K. Fukushima, Visual feature extraction by a multilayered network of analog threshold elements
    (1969), https://doi.org/10.1109/TSSC.1969.300225
    V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines (2010),
    https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.relu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """
    return apply(OPERATORS["relu"], input, (), inplace, save)


rectified_linear_unit = relu
rectifier = relu


def leaky_relu(
    input: Tensor,
    negative_slope: float = 0.01,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0

    Its derivative: leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0

    Good: no dead units: a little of the gradient passes on the negative side. Bad: in many
    experiments no better than ReLU, though theory says it should be. Hard to compute: one product,
    rounded once; 0·(−∞) must not become NaN when the slope is 0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    negative_slope : float, default 0.01
        The slope for x ≤ 0, any finite number; the textbook's 1/a.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural network acoustic
    models (2013), https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.leaky_relu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.0100,  0.0000,  2.0000])
    """
    return apply(OPERATORS["leaky_relu"], input, (negative_slope,), inplace, save)


lrelu = leaky_relu


def prelu(input: Tensor, weight: Tensor, *, save: str | None = None) -> Tensor:
    """prelu(x) = x for x > 0, w·x for x ≤ 0

    Its derivative: ∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0

    Good: each channel learns how much of the negative side it lets through. Bad: one more parameter
    per channel, and weight decay draws it back to ReLU. Hard to compute: one product, rounded once;
    channels that change from element to element.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    weight : Tensor
        The slope on the negative side: one number, or one for each channel (dimension 1).
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input where the
        weight learns, else one bit for each element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers (2015),
    https://arxiv.org/abs/1502.01852

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.prelu(torch.tensor([-1.0, 0.0, 2.0]), torch.tensor([0.25]))
    tensor([-0.2500,  0.0000,  2.0000])
    """
    return apply_learned(OPERATORS["prelu"], input, (weight,), False, wanted(save))


parametric_relu = prelu


def rrelu(
    input: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    inplace: bool = False,
    *,
    seed: int | Tensor | None = None,
    save: str | None = None,
) -> Tensor:
    """rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each element;
    evaluation: r = (lower + upper)/2

    Its derivative: rrelu′(x) = 1 for x > 0, r for x ≤ 0

    Good: the noise of the slope regularises small data sets. Bad: training and evaluation differ,
    and a run must keep its seeds to be repeatable. Hard to compute: the draw must depend on seed
    and index alone, or threads change the result.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    lower : float, default 1 / 8
        The lower limit of the slope, finite, at most upper.
    upper : float, default 1 / 3
        The upper limit of the slope, finite.
    training : bool, default False
        Draw a slope for each element, or take the mean of the limits.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    seed : int | Tensor | None, default None
        What the slopes are drawn from in training, a whole number.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    B. Xu, N. Wang, T. Chen, M. Li, Empirical evaluation of rectified activations in convolutional
    network (2015), https://arxiv.org/abs/1505.00853

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.rrelu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2292,  0.0000,  2.0000])
    """
    drawn = seed_of(seed) if training else None
    return apply(OPERATORS["rrelu"], input, (lower, upper, training, drawn), inplace, save)


randomized_leaky_relu = rrelu
randomised_leaky_relu = rrelu


def relu6(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """relu6(x) = min(max(0, x), 6)

    Its derivative: relu6′(x) = 1 for 0 < x < 6, 0 elsewhere

    Good: its results lie between 0 and 6, which a few bits hold well: made for quantised networks
    on phones. Bad: no gradient passes below 0, and none above 6 either. Hard to compute: nothing in
    it rounds; the slope at 0 and at 6 is 0, where some implementations say 1.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010),
    https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.relu6(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """
    return apply(OPERATORS["relu6"], input, (), inplace, save)


def threshold(
    input: Tensor,
    threshold: float,
    value: float,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """threshold(x) = x for x > threshold, value for x ≤ threshold

    Its derivative: threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold

    Good: drops what is too weak to matter, and leaves the rest as it is. Bad: unless value is
    threshold, it jumps, and the gradient knows nothing of the jump. Hard to compute: nothing in it
    rounds; NaN, which no comparison finds above the threshold, must stay NaN.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    threshold : float
        Any finite number; x above it stays as it is; PyTorch requires it.
    value : float
        Any finite number; what takes the place of x elsewhere; PyTorch requires it.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014), https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.threshold(torch.tensor([-1.0, 0.0, 2.0]), 0.5, -1.0)
    tensor([-1., -1.,  2.])
    """
    return apply(OPERATORS["threshold"], input, (threshold, value), inplace, save)


def thresholded_relu(
    input: Tensor,
    alpha: float = 1.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha

    Its derivative: thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha

    Good: sparse codes without a bias: what is at most α is noise, and what is above stays whole.
    Bad: it jumps at α, and the gradient knows nothing of the jump. Hard to compute: nothing in it
    rounds; NaN, which no comparison finds above α, must stay NaN.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    alpha : float, default 1.0
        The threshold, any finite number.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014), https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.thresholded_relu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """
    return apply(OPERATORS["thresholded_relu"], input, (alpha,), inplace, save)


def relu_squared(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """relu_squared(x) = max(0, x)²

    Its derivative: relu_squared′(x) = 2·max(0, x)

    Good: found by a search over transformers: better than ReLU and GELU at the same cost, and
    sparse. Bad: it grows as x² does, beyond the largest f16 from 256 on. Hard to compute: one
    product, rounded once, where it becomes very small too.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. R. So and others, Primer: searching for efficient transformers for language modeling (2021),
    https://arxiv.org/abs/2109.08668

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.relu_squared(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 4.])
    """
    return apply(OPERATORS["relu_squared"], input, (), inplace, save)


relu2 = relu_squared
squared_relu = relu_squared


def hardtanh(
    input: Tensor,
    min_val: float = -1.0,
    max_val: float = 1.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val

    Its derivative: hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere

    Good: the shape of tanh in three straight lines, for next to no work. Bad: no gradient at all
    passes outside of the ends. Hard to compute: nothing in it rounds; a clamp made of the machine’s
    min and max loses NaN, and the slope at both ends is 0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    min_val : float, default -1.0
        The lowest value, any finite number below max_val.
    max_val : float, default 1.0
        The highest value, any finite number above min_val.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    R. Collobert and others, Natural language processing (almost) from scratch (2011),
    https://arxiv.org/abs/1103.0398

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.hardtanh(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.,  0.,  1.])
    """
    return apply(OPERATORS["hardtanh"], input, (min_val, max_val), inplace, save)


def hardsigmoid(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3

    Its derivative: hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere

    Good: in [0, 1] like the sigmoid, without an exponential. Bad: no gradient at all passes outside
    of −3 to 3. Hard to compute: x + 3 rounds, and then the division by 6 rounds again; both in
    pairs, rounded once.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019), https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.hardsigmoid(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.3333, 0.5000, 0.8333])
    """
    return apply(OPERATORS["hardsigmoid"], input, (), inplace, save)


def onnx_hardsigmoid(
    input: Tensor,
    alpha: float = 0.2,
    beta: float = 0.5,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))

    Its derivative: onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere

    Good: in [0, 1] like the sigmoid, without an exponential, and as steep as wanted. Bad: no
    gradient at all passes where the line is cut off. Hard to compute: α·x + β rounded may be 0 or 1
    where the exact line is not yet, and then the slope is wrong; near its zero the rounded product
    leaves no digit right.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    alpha : float, default 0.2
        The slope of the line, any finite number; a negative one makes the function fall.
    beta : float, default 0.5
        The value of the line at 0, any finite number.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect: training deep neural networks with binary
    weights during propagations (2015), https://arxiv.org/abs/1511.00363

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.onnx_hardsigmoid(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.3000, 0.5000, 0.9000])
    """
    return apply(OPERATORS["onnx_hardsigmoid"], input, (alpha, beta), inplace, save)


hard_sigmoid_onnx = onnx_hardsigmoid


def hardswish(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3

    Its derivative: hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3

    Good: close to swish, and cheap: made for networks on phones. Bad: no gradient passes below −3,
    and the slope jumps at both ends. Hard to compute: three roundings in a row, and a slope that
    cancels near −3/2; all in pairs, rounded once. x·0 at −∞ must not become NaN.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019), https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.hardswish(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.3333,  0.0000,  1.6667])
    """
    return apply(OPERATORS["hardswish"], input, (), inplace, save)


hard_silu = hardswish


def hardshrink(
    input: Tensor,
    lambd: float = 0.5,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """hardshrink(x) = x for |x| > lambd, 0 elsewhere

    Its derivative: hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: sparse codes: what is small is noise, and what is not stays whole. Bad: it jumps at −λ and
    λ, and the gradient knows nothing of the jumps. Hard to compute: nothing in it rounds; NaN,
    which no comparison finds beyond λ, must stay NaN.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    lambd : float, default 0.5
        The threshold λ, any finite number; nothing is cut off below 0.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994),
    https://doi.org/10.1093/biomet/81.3.425

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.hardshrink(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.,  0.,  2.])
    """
    return apply(OPERATORS["hardshrink"], input, (lambd,), inplace, save)


def softshrink(
    input: Tensor,
    lambd: float = 0.5,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between

    Its derivative: softshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: sparse codes without a jump: the step that makes weights exactly 0 in the lasso. Bad: what
    it keeps is too small by λ. Hard to compute: one difference, rounded once; near λ it is exact.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, De-noising by soft-thresholding (1995), https://doi.org/10.1109/18.382009

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softshrink(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.5000,  0.0000,  1.5000])
    """
    return apply(OPERATORS["softshrink"], input, (lambd,), inplace, save)


soft_thresholding = softshrink


def shrink(
    input: Tensor,
    lambd: float = 0.5,
    bias: float = 0.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between

    Its derivative: shrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: hard and soft shrinkage, and all between, in one. Bad: it jumps at −λ and λ, unless the
    bias is λ. Hard to compute: one difference, rounded once.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    bias : float, default 0.0
        What is taken off on the right and added on the left, any finite number; above λ the
        function falls at the threshold.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994),
    https://doi.org/10.1093/biomet/81.3.425
    ONNX operators: Shrink, https://onnx.ai/onnx/operators/onnx__Shrink.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.shrink(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.,  0.,  2.])
    """
    return apply(OPERATORS["shrink"], input, (lambd, bias), inplace, save)


def softsign(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """softsign(x) = x / (1 + |x|)

    Its derivative: softsign′(x) = 1 / (1 + |x|)²

    Good: like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no
    exponential. Bad: its slope has a sharp peak at 0, and it is hardly used any more. Hard to
    compute: 1 + |x| rounds, and the slope rounds three times more; 1/(1 + |x|)² leaves the normal
    numbers before x does. ∞/∞ must not become NaN.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks
    (2010), https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softsign(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.5000,  0.0000,  0.6667])
    """
    return apply(OPERATORS["softsign"], input, (), inplace, save)


def squareplus(
    input: Tensor,
    b: float = 4.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """squareplus(x) = (x + √(x² + b)) / 2

    Its derivative: squareplus′(x) = (1 + x/√(x² + b)) / 2

    Good: smooth as softplus is, with no exponential and no logarithm. Bad: on the left it falls off
    as −b/(4x) only, far slower than softplus. Hard to compute: x + √(x² + b) loses all digits on
    the left, and x² overflows for x in the middle of the numbers there are.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    b : float, default 4.0
        The size of the bend at 0, a finite number, 0 or above; 0 is ReLU.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    J. T. Barron, Squareplus: a softplus-like algebraic rectifier (2021),
    https://arxiv.org/abs/2112.11687

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.squareplus(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.6180, 1.0000, 2.4142])
    """
    return apply(OPERATORS["squareplus"], input, (b,), inplace, save)


def sparse_plus(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1

    Its derivative: sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Good: smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an
    exponential. Bad: no gradient passes below −1. Hard to compute: x + 1 rounds, and then its
    square rounds again; both in pairs, rounded once.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    M. Blondel, A. F. T. Martins, V. Niculae, Learning with Fenchel-Young losses (2020),
    https://arxiv.org/abs/1901.02324

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.sparse_plus(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.0000, 0.2500, 2.0000])
    """
    return apply(OPERATORS["sparse_plus"], input, (), inplace, save)


def sparse_sigmoid(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Its derivative: sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere

    Good: a probability that can be exactly 0 or 1. Bad: no gradient at all passes outside of −1 to
    1. Hard to compute: one sum, rounded once.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default one bit for each
        element (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax (2016),
    https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.sparse_sigmoid(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    return apply(OPERATORS["sparse_sigmoid"], input, (), inplace, save)


def linear(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """linear(x) = x

    Its derivative: linear′(x) = 1

    Good: the output of a regression, or a place where a network has no activation. Bad: layers with
    nothing else between them are one layer. Hard to compute: nothing; a NaN comes out as the one
    NaN that all functions write.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default nothing (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    B. Widrow, M. E. Hoff, Adaptive switching circuits (1960), https://doi.org/10.21236/AD0241531

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.linear(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.,  0.,  2.])
    """
    return apply(OPERATORS["linear"], input, (), inplace, save)


identity = linear


def silu(
    input: Tensor,
    inplace: bool = False,
    *,
    beta: float | Tensor = 1.0,
    save: str | None = None,
) -> Tensor:
    """silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))

    Its derivative: silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x

    Good: smooth, not bounded above, and in deep networks often better than ReLU; the gate of SwiGLU
    in most language models. Bad: an exponential for each element; not monotone, so two inputs may
    share a value. Hard to compute: the slope is 0 at z = −1.2785, where all digits cancel; x·e^x
    far on the left must be rounded once, and −∞ must give −0, not ∞·0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    beta : float | Tensor, default 1.0
        The factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the
        larger it is, the more it is like ReLU.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning (2017), https://arxiv.org/abs/1702.03118
    P. Ramachandran, B. Zoph, Q. V. Le, Searching for activation functions (2017),
    https://arxiv.org/abs/1710.05941

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.silu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2689,  0.0000,  1.7616])
    """
    return apply(OPERATORS["silu"], input, (beta,), inplace, save)


swish = silu


def quick_gelu(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """quick_gelu(x) = x·σ(1.702·x)

    Its derivative: quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x

    Good: near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with. Bad:
    not GELU: a model trained with one and run with the other is off in every layer. Hard to
    compute: what is hard in SiLU; the constant is 1.702 rounded to the computing type, which is
    another function in f32 than in f64.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.quick_gelu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1542,  0.0000,  1.9357])
    """
    return apply(OPERATORS["quick_gelu"], input, (), inplace, save)


gelu_quick = quick_gelu


def mish(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)

    Its derivative: mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x +
    e^(2x))²

    Good: smooth, not bounded above, a little gradient on the left; well liked in object detection.
    Bad: three functions in a row as it is usually written; not monotone. Hard to compute: the slope
    is 0 at −1.1924, where all digits cancel; softplus and tanh one after the other lose digits and
    time; −∞ must give −0, not ∞·0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. Misra, Mish: a self regularized non-monotonic activation function (2019),
    https://arxiv.org/abs/1908.08681

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.mish(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.3034,  0.0000,  1.9440])
    """
    return apply(OPERATORS["mish"], input, (), inplace, save)


def lisht(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """lisht(x) = x·tanh(x)

    Its derivative: lisht′(x) = tanh(x) + x·(1 − tanh²(x))

    Good: never negative, smooth, and its slope does not die on the left. Bad: even: x and −x give
    the same, so the sign of the input is lost. Hard to compute: x² below the normal numbers is
    rounded once; x·(1 − tanh² x) must not become ∞·0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    S. K. Roy, S. Manna, S. R. Dubey, B. B. Chaudhuri, LiSHT: non-parametric linearly scaled
    hyperbolic tangent activation function for neural networks (2019),
    https://arxiv.org/abs/1901.05894

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.lisht(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.7616, 0.0000, 1.9281])
    """
    return apply(OPERATORS["lisht"], input, (), inplace, save)


linearly_scaled_tanh = lisht


def tanhshrink(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """tanhshrink(x) = x − tanh(x)

    Its derivative: tanhshrink′(x) = tanh²(x)

    Good: shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse codes.
    Bad: nearly no gradient passes near 0, where most inputs are. Hard to compute: x − tanh(x)
    cancels near 0: at 0.001 a plain f32 formula has one digit left, and nothing below.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    PyTorch, torch.nn.Tanhshrink (from Torch7),
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.tanhshrink(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2384,  0.0000,  1.0360])
    """
    return apply(OPERATORS["tanhshrink"], input, (), inplace, save)


def exponential(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """exponential(x) = e^x

    Its derivative: exponential′(x) = e^x

    Good: makes any score a positive rate, as in Poisson regression or for a scale. Bad: grows
    without bound and so does its slope: one large input overflows. Hard to compute: near both ends
    of the numbers 2^n is none of them although e^x is one.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    L. Euler, Introductio in analysin infinitorum (1748),
    https://scholarlycommons.pacific.edu/euler-works/101/

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.exponential(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.3679, 1.0000, 7.3891])
    """
    return apply(OPERATORS["exponential"], input, (), inplace, save)


exp = exponential


def softplus(
    input: Tensor,
    beta: float = 1.0,
    threshold: float = 20.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """softplus(x) = ln(1 + e^(beta·x)) / beta

    Its derivative: softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))

    Good: a ReLU without a kink, always positive: for scales, variances and rates. Bad: costlier
    than ReLU, never 0, and seldom better in hidden layers. Hard to compute: e^x overflows on the
    right, and on the left 1 + e^x rounds to 1.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    beta : float, default 1.0
        How sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the curve
        upside down and all its values negative.
    threshold : float, default 20.0
        Where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for
        never; 20 in PyTorch.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, Incorporating second-order functional
    knowledge for better option pricing (2000),
    https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softplus(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.3133, 0.6931, 2.1269])
    """
    return apply(OPERATORS["softplus"], input, (beta, threshold), inplace, save)


smooth_relu = softplus


def log_sigmoid(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))

    Its derivative: log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)

    Good: the log-probability of a yes: losses for yes or no and for preferences come from it. Bad:
    as a hidden layer it has no use: all its values are negative. Hard to compute: the logarithm of
    a rounded σ(x) is −∞ on the left, and 0 on the right.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean, Distributed representations of words and
    phrases and their compositionality (2013), https://arxiv.org/abs/1310.4546

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.log_sigmoid(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.3133, -0.6931, -0.1269])
    """
    return apply(OPERATORS["log_sigmoid"], input, (), inplace, save)


log_expit = log_sigmoid
logsigmoid = log_sigmoid


def sqrt_softplus(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """sqrt_softplus(x) = √ln(1 + e^x)

    Its derivative: sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))

    Good: scores experts in a router: positive, and unlike a sigmoid never level on the right. Bad:
    as a hidden layer nobody has shown a use for it. Hard to compute: where e^x is too small for the
    number type its root is not.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    DeepSeek-V4, which scores the experts of its router so (2026); in Hugging Face's transformers,
    https://github.com/huggingface/transformers/blob/main/src/transformers/activations.py

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.sqrt_softplus(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([0.5597, 0.8326, 1.4584])
    """
    return apply(OPERATORS["sqrt_softplus"], input, (), inplace, save)


root_softplus = sqrt_softplus


def elu(
    input: Tensor,
    alpha: float = 1.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0

    Its derivative: elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0

    Good: negative values bring the mean near 0, and the left side levels off under noise. Bad:
    costs an exponential, and its slope jumps at 0 unless alpha is 1. Hard to compute: e^x − 1 as
    written loses all digits just below 0.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    alpha : float, default 1.0
        Minus the value at −∞ and the slope at 0, any finite number; if negative, the left side lies
        above 0 and falls.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by
    exponential linear units (2015), https://arxiv.org/abs/1511.07289

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.elu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.6321,  0.0000,  2.0000])
    """
    return apply(OPERATORS["elu"], input, (alpha,), inplace, save)


exponential_linear_unit = elu


def celu(
    input: Tensor,
    alpha: float = 1.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))

    Its derivative: celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0

    Good: as ELU, but the slope is continuous and at most 1 for every alpha above 0. Bad: costs an
    exponential, and a division by alpha. Hard to compute: e^z − 1 as written loses all digits just
    below 0; a rounded x/alpha loses some far from it.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    alpha : float, default 1.0
        Minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the left
        side falls exponentially to −∞.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    J. T. Barron, Continuously differentiable exponential linear units (2017),
    https://arxiv.org/abs/1704.07483

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.celu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.6321,  0.0000,  2.0000])
    """
    return apply(OPERATORS["celu"], input, (alpha,), inplace, save)


continuously_differentiable_elu = celu


def selu(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 and α =
    1.6732632423543772848

    Its derivative: selu′(x) = λ for x > 0, λα·e^x for x ≤ 0

    Good: keeps the layers of a plain deep network near mean 0 and variance 1 without normalisation.
    Bad: does so only with the matching initialisation (LeCun's) and dropout (alpha dropout). Hard
    to compute: e^x − 1 as written loses all digits just below 0; constants rounded to f32 cost half
    a unit before anything is computed.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-normalizing neural networks (2017),
    https://arxiv.org/abs/1706.02515

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.selu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.1113,  0.0000,  2.1014])
    """
    return apply(OPERATORS["selu"], input, (), inplace, save)


scaled_exponential_linear_unit = selu


def gelu(
    input: Tensor,
    approximate: str = "none",
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)

    Its derivative: gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)

    Good: smooth, and lets a little of a negative input pass: the usual choice in transformers such
    as BERT and GPT-2. Bad: not monotone: it falls to −0.17 at −0.75; costs more than ReLU. Hard to
    compute: 1 + erf loses all digits on the left; the rounding error of x/√2 is felt x² times over
    in erfc; the slope has a root at −0.7518.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    approximate : str, default "none"
        'none', or 'tanh' for gelu_tanh.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.gelu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1587,  0.0000,  1.9545])
    """
    return apply(gelu_form(approximate), input, (), inplace, save)


gelu_erf = gelu
gelu_python = gelu


def gelu_tanh(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

    Its derivative: gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)

    Good: within 0.0005 of GELU and without erf; what GPT-2 and many models after it were trained
    with. Bad: not monotone, like GELU; its slope is that of this form, not GELU's. Hard to compute:
    1 + tanh loses all digits on the left; x³ overflows, and then the slope of the plain formula is
    0·∞; the slope has a root at −0.7525.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.gelu_tanh(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.1588,  0.0000,  1.9546])
    """
    return apply(OPERATORS["gelu_tanh"], input, (), inplace, save)


gelu_new = gelu_tanh
gelu_pytorch_tanh = gelu_tanh
gelu_python_tanh = gelu_tanh
gelu_accurate = gelu_tanh


def laplace(
    input: Tensor,
    mu: float = 0.7071067811865476,
    sigma: float = 0.28209479177387814,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))

    Its derivative: laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))

    Good: near to relu(x)², for which it stands in attention without softmax, but bounded, with a
    bounded slope. Bad: its slope dies on both sides faster than the sigmoid's; costly to compute.
    Hard to compute: 1 + erf loses all digits on the left; the rounding error of (x − mu)/sigma is
    felt z² times over.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    mu : float, default 0.7071067811865476
        The middle of the step, any finite number; √½.
    sigma : float, default 0.28209479177387814
        The width of the step, from 1e-36 to 1e36; √(1/(4π)).
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    X. Ma and others, Mega: Moving Average Equipped Gated Attention (2022),
    https://arxiv.org/abs/2209.10655

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.laplace(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([7.1736e-10, 6.0944e-03, 1.0000e+00])
    """
    return apply(OPERATORS["laplace"], input, (mu, sigma), inplace, save)


laplace_activation = laplace


def xielu(
    input: Tensor,
    alpha_p: float | Tensor = 0.8,
    alpha_n: float | Tensor = 0.8,
    beta: float = 0.5,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """xielu(x) = alpha_p·x² + beta·x for x > 0, alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0

    Its derivative: xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0

    Good: its slope, not its value, is an activation function of its own; both sides learn how steep
    they are, and language models trained with it keep up with SwiGLU ones. Bad: grows with the
    square of its input, so that half precision overflows early. Hard to compute: e^x − 1 − x as
    written loses all digits below 0; and value and slope go through 0 at places that the parameters
    decide.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    alpha_p : float | Tensor, default 0.8
        The coefficient of x² on the right: 0, or from 2^-20 to 2^20.
    alpha_n : float | Tensor, default 0.8
        The coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta.
    beta : float, default 0.5
        The slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes
        back.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. H. Huang, I. Schlag, Deriving activation functions using integration (2024),
    https://arxiv.org/abs/2411.13010

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.xielu(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2057,  0.0000,  4.2000])
    """
    return apply(OPERATORS["xielu"], input, (alpha_p, alpha_n, beta), inplace, save)


def snake(
    input: Tensor,
    a: float = 1.0,
    inplace: bool = False,
    *,
    save: str | None = None,
) -> Tensor:
    """snake(x) = x + sin²(a·x)/a

    Its derivative: snake′(x) = 1 + sin(2a·x)

    Good: lets a network learn what repeats, as in vocoders for speech and music, and goes on
    repeating it beyond the data. Bad: a sine for each element; its slope is 0 once in each period.
    Hard to compute: the sine of any angle: far out it takes 1/π to more than two thousand bits; and
    the slope keeps no digit where 1 + sin cancels, unless it is written as a square.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    a : float, default 1.0
        The frequency, any finite number but 0: the wave has the period π/a and the height 1/a.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    L. Ziyin, T. Hartwig, M. Ueda, Neural networks fail to learn periodic functions and how to fix
    it (2020), https://arxiv.org/abs/2006.08195

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.snake(torch.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2919,  0.0000,  2.8268])
    """
    return apply(OPERATORS["snake"], input, (a,), inplace, save)


def log1mexp(input: Tensor, inplace: bool = False, *, save: str | None = None) -> Tensor:
    """log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0

    Its derivative: log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)

    Good: from the log-probability −x of an event to that of its opposite. Bad: defined for x > 0
    only, and its slope has no bound near 0. Hard to compute: 1 − e^(−x) cancels for small x, and
    its logarithm for large x.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    inplace : bool, default False
        Write the result into the memory of the input. Where the gradient needs the input, that is
        copied before, as in PyTorch: memory is saved only where an output or bits are kept.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    M. Mächler, Accurately computing log(1 − exp(−|a|)) (2012),
    https://cran.r-project.org/web/packages/Rmpfr/vignettes/log1mexp-note.pdf

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.log1mexp(torch.tensor([0.5, 1.0, 2.0]))
    tensor([-0.9328, -0.4587, -0.1454])
    """
    return apply(OPERATORS["log1mexp"], input, (), inplace, save)


log_one_minus_exp = log1mexp


def softmax(
    input: Tensor,
    dim: int,
    *,
    dtype: torch.dtype | None = None,
    temperature: float = 1.0,
    masked: bool = False,
    save: str | None = None,
) -> Tensor:
    """S_i = e^(x_i/temperature) / (e^(x_1/temperature) + … + e^(x_C/temperature))

    Its derivative: ∂S_i/∂x_j = S_i·(δ_ij − S_j)/temperature; backward: dx_i = S_i·(g_i − Σ_j
    g_j·S_j)/temperature

    Good: the head of a classifier of many classes: each output is in (0, 1), all sum to 1. Bad: one
    class must win even if none fits; scores far apart give 0 and 1, and no gradient. Hard to
    compute: e^x overflows from 89 on in f32, hence the maximum is subtracted; that subtraction
    rounds, and the rounding error, times e^x, is up to 64 ulp if it is not kept; a sum of many
    terms in the working precision drifts.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    dtype : torch.dtype | None, default None
        The element type that the input is converted to first.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    masked : bool, default False
        Is a row of nothing but −∞ one whose elements are all masked, with results, rather than one
        without any (NaN)?
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    L. Boltzmann, Studien über das Gleichgewicht der lebendigen Kraft (1868),
    https://en.wikipedia.org/wiki/Boltzmann_distribution
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softmax(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([0.0420, 0.1142, 0.8438])
    """
    input = input if dtype is None else input.to(dtype)
    return apply(OPERATORS["softmax"], input, (dim, temperature, masked), False, save)


normalized_exponential = softmax


def log_softmax(
    input: Tensor,
    dim: int,
    *,
    dtype: torch.dtype | None = None,
    temperature: float = 1.0,
    masked: bool = False,
    save: str | None = None,
) -> Tensor:
    """L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))

    Its derivative: ∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: dx_i = (g_i − e^(L_i)·Σ_j
    g_j)/temperature

    Good: log-likelihoods of classes, finite where the probability itself would round to 0. Bad: not
    a probability: take the exponential, or softmax, for one. Hard to compute: the winner's value is
    near 0, and all its digits are lost when the sum of the exponentials includes the winner's own
    1; they are kept here by log1p of the others.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    dtype : torch.dtype | None, default None
        The element type that the input is converted to first.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    masked : bool, default False
        Is a row of nothing but −∞ one whose elements are all masked, with results, rather than one
        without any (NaN)?
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.log_softmax(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([-3.1698, -2.1698, -0.1698])
    """
    input = input if dtype is None else input.to(dtype)
    return apply(OPERATORS["log_softmax"], input, (dim, temperature, masked), False, save)


def softmin(
    input: Tensor,
    dim: int,
    *,
    dtype: torch.dtype | None = None,
    temperature: float = 1.0,
    save: str | None = None,
) -> Tensor:
    """S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))

    Its derivative: ∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: dx_i = −S_i·(g_i − Σ_j
    g_j·S_j)/temperature

    Good: turns costs or distances into probabilities. Bad: the same as softmax of the negated
    scores, which is better known. Hard to compute: as softmax.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    dtype : torch.dtype | None, default None
        The element type that the input is converted to first.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softmin(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([0.7054, 0.2595, 0.0351])
    """
    input = input if dtype is None else input.to(dtype)
    return apply(OPERATORS["softmin"], input, (dim, temperature), False, save)


def quiet_softmax(input: Tensor, dim: int, *, save: str | None = None) -> Tensor:
    """S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))

    Its derivative: ∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)

    Good: an attention head may attend to nothing, instead of to something of no use. Bad: not a
    distribution: the results sum to less than 1. Hard to compute: as softmax; the 1 is a score of
    0, which may be the maximum.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    E. Miller, Attention is off by one (2023),
    https://www.evanmiller.org/attention-is-off-by-one.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.quiet_softmax(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([0.0377, 0.1025, 0.7573])
    """
    return apply(OPERATORS["quiet_softmax"], input, (dim,), False, save)


softmax_one = quiet_softmax
softmax_plus_one = quiet_softmax
off_by_one_softmax = quiet_softmax


def softmax2d(input: Tensor, *, save: str | None = None) -> Tensor:
    """S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))

    Its derivative: backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)

    Good: class probabilities for each pixel. Bad: the same as softmax over axis −3. Hard to
    compute: as softmax; the channels of a pixel lie far apart in memory.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    J. Long, E. Shelhamer, T. Darrell, Fully convolutional networks for semantic segmentation
    (2015), https://arxiv.org/abs/1411.4038

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.softmax2d(torch.tensor([[[-1.0]], [[0.0]], [[2.0]]]))
    tensor([[[0.0420]],
    <BLANKLINE>
            [[0.1142]],
    <BLANKLINE>
            [[0.8438]]])
    """
    return apply(OPERATORS["softmax2d"], input, (), False, save)


spatial_softmax2d = softmax2d


def logsumexp(input: Tensor, dim: int, keepdim: bool = False, *, save: str | None = None) -> Tensor:
    """L = log(e^(x_1) + … + e^(x_C)), one for each row

    Its derivative: ∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i

    Good: adds probabilities that are known by their logarithms. Bad: between max(x) and max(x) +
    log C: hardly more than the maximum for scores far apart. Hard to compute: e^x overflows; near 0
    the maximum and the logarithm of the others cancel, and all digits of a maximum of 0 are in the
    others.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    keepdim : bool, default False
        Keep the dimension, with length 1.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type, without the dimension, or with length 1 there if ``keepdim``.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax
    functions (2021), https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.logsumexp(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor(2.1698)
    """
    y = apply(OPERATORS["logsumexp"], input, (dim,), False, save)
    return y if keepdim else y.squeeze(dim)


lse = logsumexp
softmaximum = logsumexp


def gumbel_softmax(
    input: Tensor,
    tau: float = 1.0,
    hard: bool = False,
    dim: int = -1,
    *,
    seed: int | Tensor | None = None,
    save: str | None = None,
) -> Tensor:
    """S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; hard: 1 at
    the largest, 0 elsewhere

    Its derivative: that of softmax at x + G, hard or not

    Good: learning through a choice: draws of a class with a gradient. Bad: biased unless the
    temperature is low, and then the gradient is noisy. Hard to compute: the draw must depend on
    seed and index alone, or threads change the result; −log U loses all digits near U = 1 unless it
    is log1p.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    tau : float, default 1.0
        The temperature.
    hard : bool, default False
        Give a one-hot draw, with the gradient of the soft one.
    dim : int, default -1
        The axis to work along; -1 is the last.
    seed : int | Tensor | None, default None
        What the noise is drawn from, a whole number.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output, or the
        input if ``hard`` (see :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    E. Jang, S. Gu, B. Poole, Categorical reparameterization with Gumbel-softmax (2016),
    https://arxiv.org/abs/1611.01144
    C. J. Maddison, A. Mnih, Y. W. Teh, The concrete distribution (2016),
    https://arxiv.org/abs/1611.00712

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.gumbel_softmax(torch.tensor([-1.0, 0.0, 2.0]), seed=1)
    tensor([0.2885, 0.2293, 0.4822])
    """
    return apply(OPERATORS["gumbel_softmax"], input, (dim, tau, hard, seed_of(seed)), False, save)


concrete = gumbel_softmax


def hardmax(input: Tensor, dim: int, *, save: str | None = None) -> Tensor:
    """H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere

    Its derivative: none: 0 wherever it exists

    Good: a decision, in the form that the probabilities had. Bad: nothing can be learned through
    it. Hard to compute: ties: the first wins, wherever the row is cut for vectors.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default nothing (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    ONNX, operator Hardmax, https://onnx.ai/onnx/operators/onnx__Hardmax.html

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.hardmax(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([0., 0., 1.])
    """
    return apply(OPERATORS["hardmax"], input, (dim,), False, save)


one_hot_argmax = hardmax


def sparsemax(input: Tensor, dim: int, *, save: str | None = None) -> Tensor:
    """P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1

    Its derivative: backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere

    Good: probabilities that are exactly 0 for what does not matter. Bad: no gradient reaches what
    got 0; each row has to be sorted. Hard to compute: the sum of the largest scores minus 1
    cancels; the support must not depend on rounding.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the output (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type and shape.

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax: a sparse model of attention and
    multi-label classification (2016), https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.sparsemax(torch.tensor([-1.0, 0.0, 2.0]), -1)
    tensor([0., 0., 1.])
    """
    return apply(OPERATORS["sparsemax"], input, (dim,), False, save)


def glu(
    input: Tensor,
    dim: int = -1,
    *,
    other: Tensor | None = None,
    save: str | None = None,
) -> Tensor:
    """glu(a, b) = a·σ(b)

    Its derivative: ∂/∂a = σ(b); ∂/∂b = a·σ′(b)

    Good: a gradient path through a that does not vanish, beside the gate. Bad: half of what was
    computed only gates. Hard to compute: nothing beyond the sigmoid itself; the product is rounded
    once; where the sigmoid itself is subnormal, so are its digits.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    dim : int, default -1
        The axis to work along; -1 is the last.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling with gated convolutional networks
    (2016), https://arxiv.org/abs/1612.08083

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.glu(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.8808,  0.4763])
    """
    if other is not None:
        return apply_pair(OPERATORS["glu"], input, other, (dim,))
    return apply(OPERATORS["glu"], input, (dim,), False, save)


gated_linear_unit = glu


def swiglu(
    input: Tensor,
    other: Tensor | None = None,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """swiglu(a, b) = a·σ(a)·b

    Its derivative: ∂/∂a = silu′(a)·b; ∂/∂b = silu(a)

    Good: smooth, and the gate of most large language models. Bad: three matrices where a plain
    layer has two. Hard to compute: as silu; the product with b must not round again; where the
    activation itself is subnormal, so are its digits.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.swiglu(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.5379,  0.9337])
    """
    if other is not None:
        return apply_pair(OPERATORS["swiglu"], input, other, (dim,))
    return apply(OPERATORS["swiglu"], input, (dim,), False, save)


silu_glu = swiglu


def swiglu_clamped(
    input: Tensor,
    other: Tensor | None = None,
    alpha: float = 1.702,
    limit: float = 7.0,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit),
    limit)

    Its derivative: ∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b <
    limit, 0 elsewhere

    Good: no outlier grows through it, so that it can be computed in a few bits. Bad: no gradient
    beyond the limits. Hard to compute: u + 1 rounds, and cancels near −1; it is kept as a pair.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    alpha : float, default 1.702
        What the sigmoid's argument is multiplied by, any finite number.
    limit : float, default 7.0
        Where both are cut off, above 0.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    OpenAI, gpt-oss-120b and gpt-oss-20b model card (2025), https://arxiv.org/abs/2508.10925

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.swiglu_clamped(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.4626,  1.4016])
    """
    if other is not None:
        return apply_pair(OPERATORS["swiglu_clamped"], input, other, (alpha, limit, dim))
    return apply(OPERATORS["swiglu_clamped"], input, (alpha, limit, dim), False, save)


swiglu_oai = swiglu_clamped
gpt_oss_glu = swiglu_clamped


def geglu(
    input: Tensor,
    other: Tensor | None = None,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """geglu(a, b) = a·Φ(a)·b

    Its derivative: ∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)

    Good: as good as swiglu in the paper that compared them. Bad: the error function is costly. Hard
    to compute: as gelu; the product with b must not round again; where the activation itself is
    subnormal, so are its digits.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.geglu(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.3173,  1.0372])
    """
    if other is not None:
        return apply_pair(OPERATORS["geglu"], input, other, (dim,))
    return apply(OPERATORS["geglu"], input, (dim,), False, save)


geglu_erf = geglu


def geglu_tanh(
    input: Tensor,
    other: Tensor | None = None,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """geglu_tanh(a, b) = gelu_tanh(a)·b

    Its derivative: ∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)

    Good: what Gemma and T5 1.1 are trained with. Bad: not the exact GELU, which costs as little
    here. Hard to compute: as gelu_tanh; the product with b must not round again; where the
    activation itself is subnormal, so are its digits.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.geglu_tanh(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.3176,  1.0371])
    """
    if other is not None:
        return apply_pair(OPERATORS["geglu_tanh"], input, other, (dim,))
    return apply(OPERATORS["geglu_tanh"], input, (dim,), False, save)


def geglu_quick(
    input: Tensor,
    other: Tensor | None = None,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """geglu_quick(a, b) = a·σ(1.702·a)·b

    Its derivative: ∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)

    Good: cheap, and what models with quick_gelu expect. Bad: the coarsest approximation of GELU.
    Hard to compute: as quick_gelu; the product with b must not round again; where the activation
    itself is subnormal, so are its digits.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.geglu_quick(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([-0.3084,  1.0512])
    """
    if other is not None:
        return apply_pair(OPERATORS["geglu_quick"], input, other, (dim,))
    return apply(OPERATORS["geglu_quick"], input, (dim,), False, save)


def reglu(
    input: Tensor,
    other: Tensor | None = None,
    dim: int = -1,
    *,
    save: str | None = None,
) -> Tensor:
    """reglu(a, b) = max(0, a)·b

    Its derivative: ∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)

    Good: cheap, and exactly 0 for half of the units. Bad: units whose gate is negative for every
    input stay dead. Hard to compute: one product, rounded once; 0·∞ is NaN, as in every product.

    Parameters
    ----------
    input : Tensor
        Of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides.
    other : Tensor | None, default None
        The second tensor, if the input is not to be cut in halves.
    dim : int, default -1
        The axis to work along; -1 is the last.
    save : str, optional
        What is kept for the gradient, 'input', 'output' or 'bits'; by default the input (see
        :func:`ogive.torch.set_saving`).

    Returns
    -------
    Tensor
        Of the input's element type; half as long along ``dim``, or of the shape of both tensors.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import torch, ogive.torch
    >>> ogive.torch.reglu(torch.tensor([-1.0, 0.5, 2.0, 3.0]))
    tensor([0.0000, 1.5000])
    """
    if other is not None:
        return apply_pair(OPERATORS["reglu"], input, other, (dim,))
    return apply(OPERATORS["reglu"], input, (dim,), False, save)


__all__ = [
    "sigmoid",
    "logistic",
    "expit",
    "tanh",
    "hyperbolic_tangent",
    "relu",
    "rectified_linear_unit",
    "rectifier",
    "leaky_relu",
    "lrelu",
    "prelu",
    "parametric_relu",
    "rrelu",
    "randomized_leaky_relu",
    "randomised_leaky_relu",
    "relu6",
    "threshold",
    "thresholded_relu",
    "relu_squared",
    "relu2",
    "squared_relu",
    "hardtanh",
    "hardsigmoid",
    "onnx_hardsigmoid",
    "hard_sigmoid_onnx",
    "hardswish",
    "hard_silu",
    "hardshrink",
    "softshrink",
    "soft_thresholding",
    "shrink",
    "softsign",
    "squareplus",
    "sparse_plus",
    "sparse_sigmoid",
    "linear",
    "identity",
    "silu",
    "swish",
    "quick_gelu",
    "gelu_quick",
    "mish",
    "lisht",
    "linearly_scaled_tanh",
    "tanhshrink",
    "exponential",
    "exp",
    "softplus",
    "smooth_relu",
    "log_sigmoid",
    "log_expit",
    "logsigmoid",
    "sqrt_softplus",
    "root_softplus",
    "elu",
    "exponential_linear_unit",
    "celu",
    "continuously_differentiable_elu",
    "selu",
    "scaled_exponential_linear_unit",
    "gelu",
    "gelu_erf",
    "gelu_python",
    "gelu_tanh",
    "gelu_new",
    "gelu_pytorch_tanh",
    "gelu_python_tanh",
    "gelu_accurate",
    "laplace",
    "laplace_activation",
    "xielu",
    "snake",
    "log1mexp",
    "log_one_minus_exp",
    "softmax",
    "normalized_exponential",
    "log_softmax",
    "softmin",
    "quiet_softmax",
    "softmax_one",
    "softmax_plus_one",
    "off_by_one_softmax",
    "softmax2d",
    "spatial_softmax2d",
    "logsumexp",
    "lse",
    "softmaximum",
    "gumbel_softmax",
    "concrete",
    "hardmax",
    "one_hot_argmax",
    "sparsemax",
    "glu",
    "gated_linear_unit",
    "swiglu",
    "silu_glu",
    "swiglu_clamped",
    "swiglu_oai",
    "gpt_oss_glu",
    "geglu",
    "geglu_erf",
    "geglu_tanh",
    "geglu_quick",
    "reglu",
]
