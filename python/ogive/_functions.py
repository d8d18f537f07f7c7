"""The functions of the book.

Not written by hand: python/generate.py makes it from the book.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ogive._arrays import masked_rows
from ogive._core import Function, Page

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_sigmoid = Function("sigmoid")
_tanh = Function("tanh")
_relu = Function("relu")
_leaky_relu = Page("leaky_relu", "negative_slope")
_prelu = Page("prelu", "weight")
_rrelu = Page("rrelu", "lower", "upper", "training", "seed")
_relu6 = Function("relu6")
_threshold = Page("threshold", "threshold", "value")
_thresholded_relu = Page("thresholded_relu", "alpha")
_relu_squared = Function("relu_squared")
_hardtanh = Page("hardtanh", "min_val", "max_val")
_hardsigmoid = Function("hardsigmoid")
_onnx_hardsigmoid = Page("onnx_hardsigmoid", "alpha", "beta")
_hardswish = Function("hardswish")
_hardshrink = Page("hardshrink", "lambd")
_softshrink = Page("softshrink", "lambd")
_shrink = Page("shrink", "lambd", "bias")
_softsign = Function("softsign")
_squareplus = Page("squareplus", "b")
_sparse_plus = Function("sparse_plus")
_sparse_sigmoid = Function("sparse_sigmoid")
_linear = Function("linear")
_silu = Page("silu", "beta")
_quick_gelu = Function("quick_gelu")
_mish = Function("mish")
_lisht = Function("lisht")
_tanhshrink = Function("tanhshrink")
_exponential = Function("exponential")
_softplus = Page("softplus", "beta", "threshold")
_log_sigmoid = Function("log_sigmoid")
_sqrt_softplus = Function("sqrt_softplus")
_elu = Page("elu", "alpha")
_celu = Page("celu", "alpha")
_selu = Function("selu")
_gelu = Function("gelu")
_gelu_tanh = Function("gelu_tanh")
_laplace = Page("laplace", "mu", "sigma")
_xielu = Page("xielu", "alpha_p", "alpha_n", "beta")
_snake = Page("snake", "a")
_log1mexp = Function("log1mexp")
_softmax = Page("softmax", "axis", "temperature", "masked")
_log_softmax = Page("log_softmax", "axis", "temperature", "masked")
_softmin = Page("softmin", "axis", "temperature")
_quiet_softmax = Page("quiet_softmax", "axis")
_softmax2d = Function("softmax2d")
_logsumexp = Page("logsumexp", "axis")
_gumbel_softmax = Page("gumbel_softmax", "axis", "temperature", "hard", "seed")
_hardmax = Page("hardmax", "axis")
_sparsemax = Page("sparsemax", "axis")
_glu = Page("glu", "axis")
_swiglu = Page("swiglu", "axis")
_swiglu_clamped = Page("swiglu_clamped", "alpha", "limit", "axis")
_geglu = Page("geglu", "axis")
_geglu_tanh = Page("geglu_tanh", "axis")
_geglu_quick = Page("geglu_quick", "axis")
_reglu = Page("reglu", "axis")


def sigmoid(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """σ(x) = 1 / (1 + e^(−x))

    σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²

    Good at: squeezes any score into (0, 1), a probability for binary classification.
    Bad at: its slope is at most 1/4 and dies on both sides, so gradients vanish through many
    layers; costly to compute.
    Hard to compute: for x below −17 a rounded 1 + e^(−x) loses the tail or overflows; s·(1 − s)
    as the slope loses all digits once s rounds to 1.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.8 ulp in float32 and that of the slope 0.86; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``logistic``, ``expit``.

    Elsewhere: PyTorch: nn.Sigmoid, F.sigmoid, special.expit; JAX: sigmoid; Keras: sigmoid;
    ONNX: Sigmoid; Hugging Face: sigmoid.

    References
    ----------
    P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population (1845).
    https://en.wikipedia.org/wiki/Logistic_function

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.sigmoid(x)
    array([0.11920292, 0.37754068, 0.62245935, 0.8807971 ], dtype=float32)
    """
    return _sigmoid.forward(x, out)


logistic = sigmoid
expit = sigmoid


def tanh(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))

    tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²

    Good at: odd and centred on 0, with slope 1 there: a layer keeps the mean of its input.
    Bad at: its slope dies on both sides, as the sigmoid's does.
    Hard to compute: e^x − e^(−x) cancels near 0, where tanh x is x itself; 1 − tanh² loses all
    digits once tanh rounds to 1.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.78 ulp in float32 and that of the slope 0.86; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``hyperbolic_tangent``.

    Elsewhere: PyTorch: nn.Tanh, F.tanh; JAX: tanh; Keras: tanh; ONNX: Tanh; Hugging Face: tanh.

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp (1998).
    https://doi.org/10.1007/978-3-642-35289-8_3

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.tanh(x)
    array([-0.9640276 , -0.46211717,  0.46211717,  0.9640276 ], dtype=float32)
    """
    return _tanh.forward(x, out)


hyperbolic_tangent = tanh


def relu(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """relu(x) = max(0, x)

    relu′(x) = 1 for x > 0, 0 for x ≤ 0

    Good at: the gradient passes whole where the unit is active, and it costs next to nothing:
    the most used activation of convolutional networks.
    Bad at: a unit that is negative for every input has no gradient and stays dead.
    Hard to compute: nothing in it rounds; many implementations lose NaN in the comparison.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is one bit per element: the sign of the input, which
    the output has too.

    Also called ``rectified_linear_unit``, ``rectifier``.

    Elsewhere: PyTorch: nn.ReLU, F.relu; JAX: relu; Keras: relu, ReLU; ONNX: Relu; Hugging Face:
    relu.

    References
    ----------
    K. Fukushima, Visual feature extraction by a multilayered network of analog threshold
    elements (1969).
    https://doi.org/10.1109/TSSC.1969.300225

    V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines (2010).
    https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.relu(x)
    array([0. , 0. , 0.5, 2. ], dtype=float32)
    """
    return _relu.forward(x, out)


rectified_linear_unit = relu
rectifier = relu


def leaky_relu(
    x: ArrayLike,
    negative_slope: float = 0.01,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0

    leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0

    Good at: no dead units: a little of the gradient passes on the negative side.
    Bad at: in many experiments no better than ReLU, though theory says it should be.
    Hard to compute: one product, rounded once; 0·(−∞) must not become NaN when the slope is 0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    negative_slope : float, default 0.01
        The slope for x ≤ 0, any finite number; the textbook's 1/a.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is one bit per element: the sign of the input, which
    the output has too.

    Also called ``lrelu``.

    Elsewhere: PyTorch: nn.LeakyReLU, F.leaky_relu; JAX: leaky_relu; Keras: leaky_relu
    (negative_slope=0.2), LeakyReLU (negative_slope=0.3); ONNX: LeakyRelu; Hugging Face:
    leaky_relu.

    References
    ----------
    A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural network acoustic
    models (2013).
    https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.leaky_relu(x)
    array([-0.02 , -0.005,  0.5  ,  2.   ], dtype=float32)
    """
    return _leaky_relu(negative_slope).forward(x, out)


lrelu = leaky_relu


def prelu(
    x: ArrayLike,
    weight: ArrayLike = 0.25,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """prelu(x) = x for x > 0, w·x for x ≤ 0

    ∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0

    Good at: each channel learns how much of the negative side it lets through.
    Bad at: one more parameter per channel, and weight decay draws it back to ReLU.
    Hard to compute: one product, rounded once; channels that change from element to element.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    weight : ArrayLike, default 0.25
        Instead: one finite number, or one for each channel, as [0.1, 0.2].
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``parametric_relu``.

    Elsewhere: PyTorch: nn.PReLU, F.prelu; Keras: PReLU (init=0); ONNX: PRelu; Hugging Face:
    prelu.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers (2015).
    https://arxiv.org/abs/1502.01852

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.prelu(x)
    array([-0.5  , -0.125,  0.5  ,  2.   ], dtype=float32)
    """
    return _prelu(weight).forward(x, out)


parametric_relu = prelu


def rrelu(
    x: ArrayLike,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    *,
    seed: int = 0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each element;
    evaluation: r = (lower + upper)/2

    rrelu′(x) = 1 for x > 0, r for x ≤ 0

    Good at: the noise of the slope regularises small data sets.
    Bad at: training and evaluation differ, and a run must keep its seeds to be repeatable.
    Hard to compute: the draw must depend on seed and index alone, or threads change the result.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    lower : float, default 1 / 8
        The lower limit of the slope, finite, at most upper.
    upper : float, default 1 / 3
        The upper limit of the slope, finite.
    training : bool, default False
        Draw a slope for each element, or take the mean of the limits.
    seed : int, default 0
        What the slopes are drawn from in training, a whole number.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is one bit per element: the sign of the input, which
    the output has too.

    Also called ``randomized_leaky_relu``, ``randomised_leaky_relu``.

    Elsewhere: PyTorch: nn.RReLU, F.rrelu.

    References
    ----------
    B. Xu, N. Wang, T. Chen, M. Li, Empirical evaluation of rectified activations in
    convolutional network (2015).
    https://arxiv.org/abs/1505.00853

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.rrelu(x)
    array([-0.45833334, -0.11458334,  0.5       ,  2.        ], dtype=float32)
    """
    return _rrelu(lower, upper, training, seed).forward(x, out)


randomized_leaky_relu = rrelu
randomised_leaky_relu = rrelu


def relu6(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """relu6(x) = min(max(0, x), 6)

    relu6′(x) = 1 for 0 < x < 6, 0 elsewhere

    Good at: its results lie between 0 and 6, which a few bits hold well: made for quantised
    networks on phones.
    Bad at: no gradient passes below 0, and none above 6 either.
    Hard to compute: nothing in it rounds; the slope at 0 and at 6 is 0, where some
    implementations say 1.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: PyTorch: nn.ReLU6, F.relu6; JAX: relu6; Keras: relu6; Hugging Face: relu6.

    References
    ----------
    A. Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010).
    https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.relu6(x)
    array([0. , 0. , 0.5, 2. ], dtype=float32)
    """
    return _relu6.forward(x, out)


def threshold(
    x: ArrayLike,
    threshold: float = 0.0,
    value: float = 0.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """threshold(x) = x for x > threshold, value for x ≤ threshold

    threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold

    Good at: drops what is too weak to matter, and leaves the rest as it is.
    Bad at: unless value is threshold, it jumps, and the gradient knows nothing of the jump.
    Hard to compute: nothing in it rounds; NaN, which no comparison finds above the threshold,
    must stay NaN.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    threshold : float, default 0.0
        Any finite number; x above it stays as it is; PyTorch requires it.
    value : float, default 0.0
        Any finite number; what takes the place of x elsewhere; PyTorch requires it.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Threshold, F.threshold; Keras: threshold.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014).
    https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.threshold(x)
    array([0. , 0. , 0.5, 2. ], dtype=float32)
    """
    return _threshold(threshold, value).forward(x, out)


def thresholded_relu(
    x: ArrayLike,
    alpha: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha

    thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha

    Good at: sparse codes without a bias: what is at most α is noise, and what is above stays
    whole.
    Bad at: it jumps at α, and the gradient knows nothing of the jump.
    Hard to compute: nothing in it rounds; NaN, which no comparison finds above α, must stay
    NaN.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    alpha : float, default 1.0
        The threshold, any finite number.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: ONNX: ThresholdedRelu; Keras: ThresholdedReLU.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014).
    https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.thresholded_relu(x)
    array([0., 0., 0., 2.], dtype=float32)
    """
    return _thresholded_relu(alpha).forward(x, out)


def relu_squared(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """relu_squared(x) = max(0, x)²

    relu_squared′(x) = 2·max(0, x)

    Good at: found by a search over transformers: better than ReLU and GELU at the same cost,
    and sparse.
    Bad at: it grows as x² does, beyond the largest f16 from 256 on.
    Hard to compute: one product, rounded once, where it becomes very small too.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``relu2``, ``squared_relu``.

    Elsewhere: Hugging Face: relu2.

    References
    ----------
    D. R. So and others, Primer: searching for efficient transformers for language modeling
    (2021).
    https://arxiv.org/abs/2109.08668

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.relu_squared(x)
    array([0.  , 0.  , 0.25, 4.  ], dtype=float32)
    """
    return _relu_squared.forward(x, out)


relu2 = relu_squared
squared_relu = relu_squared


def hardtanh(
    x: ArrayLike,
    min_val: float = -1.0,
    max_val: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val

    hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere

    Good at: the shape of tanh in three straight lines, for next to no work.
    Bad at: no gradient at all passes outside of the ends.
    Hard to compute: nothing in it rounds; a clamp made of the machine’s min and max loses NaN,
    and the slope at both ends is 0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    min_val : float, default -1.0
        The lowest value, any finite number below max_val.
    max_val : float, default 1.0
        The highest value, any finite number above min_val.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Hardtanh, F.hardtanh; JAX: hard_tanh; Keras: hard_tanh.

    References
    ----------
    R. Collobert and others, Natural language processing (almost) from scratch (2011).
    https://arxiv.org/abs/1103.0398

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.hardtanh(x)
    array([-1. , -0.5,  0.5,  1. ], dtype=float32)
    """
    return _hardtanh(min_val, max_val).forward(x, out)


def hardsigmoid(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3

    hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere

    Good at: in [0, 1] like the sigmoid, without an exponential.
    Bad at: no gradient at all passes outside of −3 to 3.
    Hard to compute: x + 3 rounds, and then the division by 6 rounds again; both in pairs,
    rounded once.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.51 ulp in float32 and that of the slope 0.34; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Hardsigmoid, F.hardsigmoid; JAX: hard_sigmoid; Keras: hard_sigmoid.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019).
    https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.hardsigmoid(x)
    array([0.16666667, 0.41666666, 0.5833333 , 0.8333333 ], dtype=float32)
    """
    return _hardsigmoid.forward(x, out)


def onnx_hardsigmoid(
    x: ArrayLike,
    alpha: float = 0.2,
    beta: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))

    onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere

    Good at: in [0, 1] like the sigmoid, without an exponential, and as steep as wanted.
    Bad at: no gradient at all passes where the line is cut off.
    Hard to compute: α·x + β rounded may be 0 or 1 where the exact line is not yet, and then the
    slope is wrong; near its zero the rounded product leaves no digit right.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    alpha : float, default 0.2
        The slope of the line, any finite number; a negative one makes the function fall.
    beta : float, default 0.5
        The value of the line at 0, any finite number.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.51 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``hard_sigmoid_onnx``.

    Elsewhere: ONNX: HardSigmoid.

    References
    ----------
    M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect: training deep neural networks with
    binary weights during propagations (2015).
    https://arxiv.org/abs/1511.00363

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.onnx_hardsigmoid(x)
    array([0.09999999, 0.4       , 0.6       , 0.9       ], dtype=float32)
    """
    return _onnx_hardsigmoid(alpha, beta).forward(x, out)


hard_sigmoid_onnx = onnx_hardsigmoid


def hardswish(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3

    hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3

    Good at: close to swish, and cheap: made for networks on phones.
    Bad at: no gradient passes below −3, and the slope jumps at both ends.
    Hard to compute: three roundings in a row, and a slope that cancels near −3/2; all in pairs,
    rounded once. x·0 at −∞ must not become NaN.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.51 ulp in float32 and that of the slope 0.51; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``hard_silu``.

    Elsewhere: PyTorch: nn.Hardswish, F.hardswish; JAX: hard_swish, hard_silu; Keras:
    hard_swish, hard_silu; ONNX: HardSwish.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019).
    https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.hardswish(x)
    array([-0.33333334, -0.20833333,  0.29166666,  1.6666666 ], dtype=float32)
    """
    return _hardswish.forward(x, out)


hard_silu = hardswish


def hardshrink(
    x: ArrayLike,
    lambd: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """hardshrink(x) = x for |x| > lambd, 0 elsewhere

    hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good at: sparse codes: what is small is noise, and what is not stays whole.
    Bad at: it jumps at −λ and λ, and the gradient knows nothing of the jumps.
    Hard to compute: nothing in it rounds; NaN, which no comparison finds beyond λ, must stay
    NaN.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    lambd : float, default 0.5
        The threshold λ, any finite number; nothing is cut off below 0.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: PyTorch: nn.Hardshrink, F.hardshrink; Keras: hard_shrink.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994).
    https://doi.org/10.1093/biomet/81.3.425

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.hardshrink(x)
    array([-2.,  0.,  0.,  2.], dtype=float32)
    """
    return _hardshrink(lambd).forward(x, out)


def softshrink(
    x: ArrayLike,
    lambd: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between

    softshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good at: sparse codes without a jump: the step that makes weights exactly 0 in the lasso.
    Bad at: what it keeps is too small by λ.
    Hard to compute: one difference, rounded once; near λ it is exact.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``soft_thresholding``.

    Elsewhere: PyTorch: nn.Softshrink, F.softshrink; Keras: soft_shrink.

    References
    ----------
    D. L. Donoho, De-noising by soft-thresholding (1995).
    https://doi.org/10.1109/18.382009

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.softshrink(x)
    array([-1.5, -0. ,  0. ,  1.5], dtype=float32)
    """
    return _softshrink(lambd).forward(x, out)


soft_thresholding = softshrink


def shrink(
    x: ArrayLike,
    lambd: float = 0.5,
    bias: float = 0.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between

    shrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good at: hard and soft shrinkage, and all between, in one.
    Bad at: it jumps at −λ and λ, unless the bias is λ.
    Hard to compute: one difference, rounded once.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    bias : float, default 0.0
        What is taken off on the right and added on the left, any finite number; above λ the
        function falls at the threshold.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: ONNX: Shrink.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994).
    https://doi.org/10.1093/biomet/81.3.425

    ONNX operators: Shrink.
    https://onnx.ai/onnx/operators/onnx__Shrink.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.shrink(x)
    array([-2.,  0.,  0.,  2.], dtype=float32)
    """
    return _shrink(lambd, bias).forward(x, out)


def softsign(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """softsign(x) = x / (1 + |x|)

    softsign′(x) = 1 / (1 + |x|)²

    Good at: like tanh, but it comes to its ends slowly, so that a little gradient is left far
    out; no exponential.
    Bad at: its slope has a sharp peak at 0, and it is hardly used any more.
    Hard to compute: 1 + |x| rounds, and the slope rounds three times more; 1/(1 + |x|)² leaves
    the normal numbers before x does. ∞/∞ must not become NaN.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.51 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Softsign, F.softsign; JAX: soft_sign; Keras: softsign; ONNX:
    Softsign.

    References
    ----------
    X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural
    networks (2010).
    https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.softsign(x)
    array([-0.6666667 , -0.33333334,  0.33333334,  0.6666667 ], dtype=float32)
    """
    return _softsign.forward(x, out)


def squareplus(x: ArrayLike, b: float = 4.0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """squareplus(x) = (x + √(x² + b)) / 2

    squareplus′(x) = (1 + x/√(x² + b)) / 2

    Good at: smooth as softplus is, with no exponential and no logarithm.
    Bad at: on the left it falls off as −b/(4x) only, far slower than softplus.
    Hard to compute: x + √(x² + b) loses all digits on the left, and x² overflows for x in the
    middle of the numbers there are.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    b : float, default 4.0
        The size of the bend at 0, a finite number, 0 or above; 0 is ReLU.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: JAX: squareplus; Keras: squareplus.

    References
    ----------
    J. T. Barron, Squareplus: a softplus-like algebraic rectifier (2021).
    https://arxiv.org/abs/2112.11687

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.squareplus(x)
    array([0.41421357, 0.7807764 , 1.2807764 , 2.4142137 ], dtype=float32)
    """
    return _squareplus(b).forward(x, out)


def sparse_plus(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1

    sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Good at: smooth as softplus is, but exactly 0 on the left and exactly x on the right,
    without an exponential.
    Bad at: no gradient passes below −1.
    Hard to compute: x + 1 rounds, and then its square rounds again; both in pairs, rounded
    once.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.51 ulp in float32 and that of the slope 0.5; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: JAX: sparse_plus; Keras: sparse_plus.

    References
    ----------
    M. Blondel, A. F. T. Martins, V. Niculae, Learning with Fenchel-Young losses (2020).
    https://arxiv.org/abs/1901.02324

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.sparse_plus(x)
    array([0.    , 0.0625, 0.5625, 2.    ], dtype=float32)
    """
    return _sparse_plus.forward(x, out)


def sparse_sigmoid(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere

    Good at: a probability that can be exactly 0 or 1.
    Bad at: no gradient at all passes outside of −1 to 1.
    Hard to compute: one sum, rounded once.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.5 ulp in float32 and the slope is exact; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: JAX: sparse_sigmoid; Keras: sparse_sigmoid.

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax (2016).
    https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.sparse_sigmoid(x)
    array([0.  , 0.25, 0.75, 1.  ], dtype=float32)
    """
    return _sparse_sigmoid.forward(x, out)


def linear(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """linear(x) = x

    linear′(x) = 1

    Good at: the output of a regression, or a place where a network has no activation.
    Bad at: layers with nothing else between them are one layer.
    Hard to compute: nothing; a NaN comes out as the one NaN that all functions write.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0 ulp in float32 and the slope is exact; it is below 1 ulp in float64,
    and float16 and bfloat16 are correctly rounded. The bits are the same on every machine, in
    every layout and any number of threads.

    For the gradient, what has to be kept is nothing.

    Also called ``identity``.

    Elsewhere: PyTorch: nn.Identity; JAX: identity; Keras: linear; ONNX: Identity; Hugging Face:
    linear.

    References
    ----------
    B. Widrow, M. E. Hoff, Adaptive switching circuits (1960).
    https://doi.org/10.21236/AD0241531

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.linear(x)
    array([-2. , -0.5,  0.5,  2. ], dtype=float32)
    """
    return _linear.forward(x, out)


identity = linear


def silu(x: ArrayLike, beta: float = 1.0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))

    silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x

    Good at: smooth, not bounded above, and in deep networks often better than ReLU; the gate of
    SwiGLU in most language models.
    Bad at: an exponential for each element; not monotone, so two inputs may share a value.
    Hard to compute: the slope is 0 at z = −1.2785, where all digits cancel; x·e^x far on the
    left must be rounded once, and −∞ must give −0, not ∞·0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    beta : float, default 1.0
        The factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the
        larger it is, the more it is like ReLU.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.8 ulp in float32 and that of the slope 0.97; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``swish``.

    Elsewhere: PyTorch: nn.SiLU, F.silu; JAX: silu, swish; Keras: silu, swish; ONNX: Swish;
    Hugging Face: silu, swish.

    References
    ----------
    S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning (2017).
    https://arxiv.org/abs/1702.03118

    P. Ramachandran, B. Zoph, Q. V. Le, Searching for activation functions (2017).
    https://arxiv.org/abs/1710.05941

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.silu(x)
    array([-0.23840584, -0.18877034,  0.31122968,  1.7615942 ], dtype=float32)
    """
    return _silu(beta).forward(x, out)


swish = silu


def quick_gelu(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """quick_gelu(x) = x·σ(1.702·x)

    quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x

    Good at: near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with.
    Bad at: not GELU: a model trained with one and run with the other is off in every layer.
    Hard to compute: what is hard in SiLU; the constant is 1.702 rounded to the computing type,
    which is another function in f32 than in f64.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.82 ulp in float32 and that of the slope 0.9; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``gelu_quick``.

    Elsewhere: Hugging Face: quick_gelu.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian error linear units (2016).
    https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.quick_gelu(x)
    array([-0.06434137, -0.14961156,  0.35038844,  1.9356586 ], dtype=float32)
    """
    return _quick_gelu.forward(x, out)


gelu_quick = quick_gelu


def mish(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)

    mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x + e^(2x))²

    Good at: smooth, not bounded above, a little gradient on the left; well liked in object
    detection.
    Bad at: three functions in a row as it is usually written; not monotone.
    Hard to compute: the slope is 0 at −1.1924, where all digits cancel; softplus and tanh one
    after the other lose digits and time; −∞ must give −0, not ∞·0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.85 ulp in float32 and that of the slope 0.92; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Mish, F.mish; JAX: mish; Keras: mish; ONNX: Mish; Hugging Face: mish.

    References
    ----------
    D. Misra, Mish: a self regularized non-monotonic activation function (2019).
    https://arxiv.org/abs/1908.08681

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.mish(x)
    array([-0.2525015 , -0.22074378,  0.3752452 ,  1.943959  ], dtype=float32)
    """
    return _mish.forward(x, out)


def lisht(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """lisht(x) = x·tanh(x)

    lisht′(x) = tanh(x) + x·(1 − tanh²(x))

    Good at: never negative, smooth, and its slope does not die on the left.
    Bad at: even: x and −x give the same, so the sign of the input is lost.
    Hard to compute: x² below the normal numbers is rounded once; x·(1 − tanh² x) must not
    become ∞·0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.6 ulp in float32 and that of the slope 0.55; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``linearly_scaled_tanh``.

    References
    ----------
    S. K. Roy, S. Manna, S. R. Dubey, B. B. Chaudhuri, LiSHT: non-parametric linearly scaled
    hyperbolic tangent activation function for neural networks (2019).
    https://arxiv.org/abs/1901.05894

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.lisht(x)
    array([1.9280552 , 0.23105858, 0.23105858, 1.9280552 ], dtype=float32)
    """
    return _lisht.forward(x, out)


linearly_scaled_tanh = lisht


def tanhshrink(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """tanhshrink(x) = x − tanh(x)

    tanhshrink′(x) = tanh²(x)

    Good at: shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse
    codes.
    Bad at: nearly no gradient passes near 0, where most inputs are.
    Hard to compute: x − tanh(x) cancels near 0: at 0.001 a plain f32 formula has one digit
    left, and nothing below.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.65; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: PyTorch: nn.Tanhshrink, F.tanhshrink; Keras: tanh_shrink.

    References
    ----------
    PyTorch, torch.nn.Tanhshrink (from Torch7).
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.tanhshrink(x)
    array([-1.0359725 , -0.03788284,  0.03788284,  1.0359725 ], dtype=float32)
    """
    return _tanhshrink.forward(x, out)


def exponential(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """exponential(x) = e^x

    exponential′(x) = e^x

    Good at: makes any score a positive rate, as in Poisson regression or for a scale.
    Bad at: grows without bound and so does its slope: one large input overflows.
    Hard to compute: near both ends of the numbers 2^n is none of them although e^x is one.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``exp``.

    Elsewhere: PyTorch: exp; JAX: numpy.exp; Keras: exponential; ONNX: Exp.

    References
    ----------
    L. Euler, Introductio in analysin infinitorum (1748).
    https://scholarlycommons.pacific.edu/euler-works/101/

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.exponential(x)
    array([0.13533528, 0.60653067, 1.6487212 , 7.389056  ], dtype=float32)
    """
    return _exponential.forward(x, out)


exp = exponential


def softplus(
    x: ArrayLike,
    beta: float = 1.0,
    threshold: float = inf,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """softplus(x) = ln(1 + e^(beta·x)) / beta

    softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))

    Good at: a ReLU without a kink, always positive: for scales, variances and rates.
    Bad at: costlier than ReLU, never 0, and seldom better in hidden layers.
    Hard to compute: e^x overflows on the right, and on the left 1 + e^x rounds to 1.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    beta : float, default 1.0
        How sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the
        curve upside down and all its values negative.
    threshold : float, default inf
        Where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for
        never; 20 in PyTorch.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.8 ulp in float32 and that of the slope 0.83; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``smooth_relu``.

    Elsewhere: PyTorch: nn.Softplus (threshold=20), F.softplus (threshold=20); JAX: softplus;
    Keras: softplus; ONNX: Softplus.

    References
    ----------
    C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, Incorporating second-order functional
    knowledge for better option pricing (2000).
    https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.softplus(x)
    array([0.12692802, 0.474077  , 0.974077  , 2.126928  ], dtype=float32)
    """
    return _softplus(beta, threshold).forward(x, out)


smooth_relu = softplus


def log_sigmoid(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))

    log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)

    Good at: the log-probability of a yes: losses for yes or no and for preferences come from
    it.
    Bad at: as a hidden layer it has no use: all its values are negative.
    Hard to compute: the logarithm of a rounded σ(x) is −∞ on the left, and 0 on the right.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.8 ulp in float32 and that of the slope 0.83; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``log_expit``.

    Elsewhere: PyTorch: nn.LogSigmoid, F.logsigmoid; JAX: log_sigmoid; Keras: log_sigmoid.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean, Distributed representations of words
    and phrases and their compositionality (2013).
    https://arxiv.org/abs/1310.4546

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.log_sigmoid(x)
    array([-2.126928  , -0.974077  , -0.474077  , -0.12692802], dtype=float32)
    """
    return _log_sigmoid.forward(x, out)


log_expit = log_sigmoid


def sqrt_softplus(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """sqrt_softplus(x) = √ln(1 + e^x)

    sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))

    Good at: scores experts in a router: positive, and unlike a sigmoid never level on the
    right.
    Bad at: as a hidden layer nobody has shown a use for it.
    Hard to compute: where e^x is too small for the number type its root is not.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``root_softplus``.

    Elsewhere: Hugging Face: sqrtsoftplus.

    References
    ----------
    DeepSeek-V4, which scores the experts of its router so (2026); in Hugging Face's
    transformers.
    https://github.com/huggingface/transformers/blob/main/src/transformers/activations.py

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.sqrt_softplus(x)
    array([0.35626957, 0.6885325 , 0.9869534 , 1.4583992 ], dtype=float32)
    """
    return _sqrt_softplus.forward(x, out)


root_softplus = sqrt_softplus


def elu(x: ArrayLike, alpha: float = 1.0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0

    elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0

    Good at: negative values bring the mean near 0, and the left side levels off under noise.
    Bad at: costs an exponential, and its slope jumps at 0 unless alpha is 1.
    Hard to compute: e^x − 1 as written loses all digits just below 0.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    alpha : float, default 1.0
        Minus the value at −∞ and the slope at 0, any finite number; if negative, the left side
        lies above 0 and falls.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.83 ulp in float32 and that of the slope 0.79; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``exponential_linear_unit``.

    Elsewhere: PyTorch: nn.ELU, F.elu; JAX: elu; Keras: elu, ELU; ONNX: Elu.

    References
    ----------
    D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by
    exponential linear units (2015).
    https://arxiv.org/abs/1511.07289

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.elu(x)
    array([-0.86466473, -0.39346933,  0.5       ,  2.        ], dtype=float32)
    """
    return _elu(alpha).forward(x, out)


exponential_linear_unit = elu


def celu(x: ArrayLike, alpha: float = 1.0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))

    celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0

    Good at: as ELU, but the slope is continuous and at most 1 for every alpha above 0.
    Bad at: costs an exponential, and a division by alpha.
    Hard to compute: e^z − 1 as written loses all digits just below 0; a rounded x/alpha loses
    some far from it.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    alpha : float, default 1.0
        Minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the
        left side falls exponentially to −∞.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.83 ulp in float32 and that of the slope 0.79; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``continuously_differentiable_elu``.

    Elsewhere: PyTorch: nn.CELU, F.celu; JAX: celu; Keras: celu; ONNX: Celu.

    References
    ----------
    J. T. Barron, Continuously differentiable exponential linear units (2017).
    https://arxiv.org/abs/1704.07483

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.celu(x)
    array([-0.86466473, -0.39346933,  0.5       ,  2.        ], dtype=float32)
    """
    return _celu(alpha).forward(x, out)


continuously_differentiable_elu = celu


def selu(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 and α =
    1.6732632423543772848

    selu′(x) = λ for x > 0, λα·e^x for x ≤ 0

    Good at: keeps the layers of a plain deep network near mean 0 and variance 1 without
    normalisation.
    Bad at: does so only with the matching initialisation (LeCun's) and dropout (alpha dropout).
    Hard to compute: e^x − 1 as written loses all digits just below 0; constants rounded to f32
    cost half a unit before anything is computed.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``scaled_exponential_linear_unit``.

    Elsewhere: PyTorch: nn.SELU, F.selu; JAX: selu; Keras: selu; ONNX: Selu.

    References
    ----------
    G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-normalizing neural networks
    (2017).
    https://arxiv.org/abs/1706.02515

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.selu(x)
    array([-1.5201665, -0.6917582,  0.5253505,  2.101402 ], dtype=float32)
    """
    return _selu.forward(x, out)


scaled_exponential_linear_unit = selu


def gelu(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)

    gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)

    Good at: smooth, and lets a little of a negative input pass: the usual choice in
    transformers such as BERT and GPT-2.
    Bad at: not monotone: it falls to −0.17 at −0.75; costs more than ReLU.
    Hard to compute: 1 + erf loses all digits on the left; the rounding error of x/√2 is felt x²
    times over in erfc; the slope has a root at −0.7518.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.81 ulp in float32 and that of the slope 0.92; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``gelu_erf``, ``gelu_python``.

    Elsewhere: PyTorch: nn.GELU, F.gelu; Keras: gelu; ONNX: Gelu; Hugging Face: gelu,
    gelu_python.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016).
    https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.gelu(x)
    array([-0.04550026, -0.15426877,  0.34573123,  1.9544997 ], dtype=float32)
    """
    return _gelu.forward(x, out)


gelu_erf = gelu
gelu_python = gelu


def gelu_tanh(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

    gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)

    Good at: within 0.0005 of GELU and without erf; what GPT-2 and many models after it were
    trained with.
    Bad at: not monotone, like GELU; its slope is that of this form, not GELU's.
    Hard to compute: 1 + tanh loses all digits on the left; x³ overflows, and then the slope of
    the plain formula is 0·∞; the slope has a root at −0.7525.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.79 ulp in float32 and that of the slope 0.99; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``gelu_new``, ``gelu_pytorch_tanh``, ``gelu_python_tanh``, ``gelu_accurate``.

    Elsewhere: JAX: gelu; Hugging Face: gelu_new, gelu_pytorch_tanh, gelu_python_tanh,
    gelu_accurate, gelu_fast.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016).
    https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.gelu_tanh(x)
    array([-0.04540231, -0.154286  ,  0.345714  ,  1.9545977 ], dtype=float32)
    """
    return _gelu_tanh.forward(x, out)


gelu_new = gelu_tanh
gelu_pytorch_tanh = gelu_tanh
gelu_python_tanh = gelu_tanh
gelu_accurate = gelu_tanh


def laplace(
    x: ArrayLike,
    mu: float = 0.7071067811865476,
    sigma: float = 0.28209479177387814,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))

    laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))

    Good at: near to relu(x)², for which it stands in attention without softmax, but bounded,
    with a bounded slope.
    Bad at: its slope dies on both sides faster than the sigmoid's; costly to compute.
    Hard to compute: 1 + erf loses all digits on the left; the rounding error of (x − mu)/sigma
    is felt z² times over.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    mu : float, default 0.7071067811865476
        The middle of the step, any finite number; √½.
    sigma : float, default 0.28209479177387814
        The width of the step, from 1e-36 to 1e36; √(1/(4π)).
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.86 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``laplace_activation``.

    Elsewhere: Hugging Face: laplace (mu=0.707107, sigma=0.282095).

    References
    ----------
    X. Ma and others, Mega: Moving Average Equipped Gated Attention (2022).
    https://arxiv.org/abs/2209.10655

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.laplace(x)
    array([4.1375421e-22, 9.3832923e-06, 2.3142125e-01, 9.9999774e-01],
          dtype=float32)
    """
    return _laplace(mu, sigma).forward(x, out)


laplace_activation = laplace


def xielu(
    x: ArrayLike,
    alpha_p: float = 0.8,
    alpha_n: float = 0.8,
    beta: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """xielu(x) = alpha_p·x² + beta·x for x > 0, alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0

    xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0

    Good at: its slope, not its value, is an activation function of its own; both sides learn
    how steep they are, and language models trained with it keep up with SwiGLU ones.
    Bad at: grows with the square of its input, so that half precision overflows early.
    Hard to compute: e^x − 1 − x as written loses all digits below 0; and value and slope go
    through 0 at places that the parameters decide.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    alpha_p : float, default 0.8
        The coefficient of x² on the right: 0, or from 2^-20 to 2^20.
    alpha_n : float, default 0.8
        The coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta.
    beta : float, default 0.5
        The slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes
        back.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Elsewhere: Hugging Face: xielu.

    References
    ----------
    A. H. Huang, I. Schlag, Deriving activation functions using integration (2024).
    https://arxiv.org/abs/2411.13010

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.xielu(x)
    array([-0.09173176, -0.16477548,  0.45      ,  4.2       ], dtype=float32)
    """
    return _xielu(alpha_p, alpha_n, beta).forward(x, out)


def snake(x: ArrayLike, a: float = 1.0, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """snake(x) = x + sin²(a·x)/a

    snake′(x) = 1 + sin(2a·x)

    Good at: lets a network learn what repeats, as in vocoders for speech and music, and goes on
    repeating it beyond the data.
    Bad at: a sine for each element; its slope is 0 once in each period.
    Hard to compute: the sine of any angle: far out it takes 1/π to more than two thousand bits;
    and the slope keeps no digit where 1 + sin cancels, unless it is written as a square.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    a : float, default 1.0
        The frequency, any finite number but 0: the wave has the period π/a and the height 1/a.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.51; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    References
    ----------
    L. Ziyin, T. Hartwig, M. Ueda, Neural networks fail to learn periodic functions and how to
    fix it (2020).
    https://arxiv.org/abs/2006.08195

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.snake(x)
    array([-1.1731782 , -0.27015114,  0.72984886,  2.8268218 ], dtype=float32)
    """
    return _snake(a).forward(x, out)


def log1mexp(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0

    log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)

    Good at: from the log-probability −x of an event to that of its opposite.
    Bad at: defined for x > 0 only, and its slope has no bound near 0.
    Hard to compute: 1 − e^(−x) cancels for small x, and its logarithm for large x.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 0.76 ulp in float32 and that of the slope 0.76; it is below 1 ulp in
    float64, and float16 and bfloat16 are correctly rounded. The bits are the same on every
    machine, in every layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``log_one_minus_exp``.

    Elsewhere: JAX: log1mexp.

    References
    ----------
    M. Mächler, Accurately computing log(1 − exp(−|a|)) (2012).
    https://cran.r-project.org/web/packages/Rmpfr/vignettes/log1mexp-note.pdf

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.log1mexp(x)
    array([        nan,         nan, -0.93275213, -0.14541346], dtype=float32)
    """
    return _log1mexp.forward(x, out)


log_one_minus_exp = log1mexp


def softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    mask: ArrayLike | None = None,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """S_i = e^(x_i/temperature) / (e^(x_1/temperature) + … + e^(x_C/temperature))

    ∂S_i/∂x_j = S_i·(δ_ij − S_j)/temperature; backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)/temperature

    Good at: the head of a classifier of many classes: each output is in (0, 1), all sum to 1.
    Bad at: one class must win even if none fits; scores far apart give 0 and 1, and no
    gradient.
    Hard to compute: e^x overflows from 89 on in f32, hence the maximum is subtracted; that
    subtraction rounds, and the rounding error, times e^x, is up to 64 ulp if it is not kept; a
    sum of many terms in the working precision drifts.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    mask : array_like, optional
        True for the elements that take part, or numbers that are added to x, such as 0 and −∞;
        it broadcasts to the shape of x. What is masked gets what −∞ gets, and so does a row in
        which all is.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.7 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``normalized_exponential``.

    Elsewhere: PyTorch: nn.Softmax, F.softmax; JAX: softmax (axis=-1); Keras: softmax (axis=-1),
    Softmax (axis=-1); ONNX: Softmax (axis=-1).

    References
    ----------
    L. Boltzmann, Studien über das Gleichgewicht der lebendigen Kraft (1868).
    https://en.wikipedia.org/wiki/Boltzmann_distribution

    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs
    (1990).
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.softmax(x)
    array([[0.0320586 , 0.08714432, 0.23688282, 0.6439143 ]], dtype=float32)
    """
    function = _softmax(axis, temperature, mask is not None)
    if mask is not None:
        return masked_rows(function, x, mask, out)
    return function.forward(x, out)


normalized_exponential = softmax


def log_softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    mask: ArrayLike | None = None,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))

    ∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: dx_i = (g_i − e^(L_i)·Σ_j g_j)/temperature

    Good at: log-likelihoods of classes, finite where the probability itself would round to 0.
    Bad at: not a probability: take the exponential, or softmax, for one.
    Hard to compute: the winner's value is near 0, and all its digits are lost when the sum of
    the exponentials includes the winner's own 1; they are kept here by log1p of the others.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    mask : array_like, optional
        True for the elements that take part, or numbers that are added to x, such as 0 and −∞;
        it broadcasts to the shape of x. What is masked gets what −∞ gets, and so does a row in
        which all is.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 0.95 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: PyTorch: nn.LogSoftmax, F.log_softmax; JAX: log_softmax (axis=-1); Keras:
    log_softmax (axis=-1); ONNX: LogSoftmax (axis=-1).

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs
    (1990).
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.log_softmax(x)
    array([[-3.4401896, -2.4401896, -1.4401897, -0.4401897]], dtype=float32)
    """
    function = _log_softmax(axis, temperature, mask is not None)
    if mask is not None:
        return masked_rows(function, x, mask, out)
    return function.forward(x, out)


def softmin(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))

    ∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: dx_i = −S_i·(g_i − Σ_j g_j·S_j)/temperature

    Good at: turns costs or distances into probabilities.
    Bad at: the same as softmax of the negated scores, which is better known.
    Hard to compute: as softmax.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.67 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: PyTorch: nn.Softmin, F.softmin.

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs
    (1990).
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.softmin(x)
    array([[0.6439143 , 0.23688282, 0.08714432, 0.0320586 ]], dtype=float32)
    """
    return _softmin(axis, temperature).forward(x, out)


def quiet_softmax(x: ArrayLike, axis: int = -1, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))

    ∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)

    Good at: an attention head may attend to nothing, instead of to something of no use.
    Bad at: not a distribution: the results sum to less than 1.
    Hard to compute: as softmax; the 1 is a score of 0, which may be the maximum.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.7 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``softmax_one``, ``softmax_plus_one``, ``off_by_one_softmax``.

    References
    ----------
    E. Miller, Attention is off by one (2023).
    https://www.evanmiller.org/attention-is-off-by-one.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.quiet_softmax(x)
    array([[0.03168492, 0.08612855, 0.23412165, 0.6364086 ]], dtype=float32)
    """
    return _quiet_softmax(axis).forward(x, out)


softmax_one = quiet_softmax
softmax_plus_one = quiet_softmax
off_by_one_softmax = quiet_softmax


def softmax2d(x: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))

    backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)

    Good at: class probabilities for each pixel.
    Bad at: the same as softmax over axis −3.
    Hard to compute: as softmax; the channels of a pixel lie far apart in memory.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it.

    Notes
    -----
    The error is at most 1.7 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``spatial_softmax2d``.

    Elsewhere: PyTorch: nn.Softmax2d.

    References
    ----------
    J. Long, E. Shelhamer, T. Darrell, Fully convolutional networks for semantic segmentation
    (2015).
    https://arxiv.org/abs/1411.4038

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[[1.0]], [[2.0]], [[4.0]]], "float32")
    >>> ogive.softmax2d(x).ravel()
    array([0.04201007, 0.1141952 , 0.84379476], dtype=float32)
    """
    return _softmax2d.forward(x, out)


spatial_softmax2d = softmax2d


def logsumexp(x: ArrayLike, axis: int = -1, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """L = log(e^(x_1) + … + e^(x_C)), one for each row

    ∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i

    Good at: adds probabilities that are known by their logarithms.
    Bad at: between max(x) and max(x) + log C: hardly more than the maximum for scores far
    apart.
    Hard to compute: e^x overflows; near 0 the maximum and the logarithm of the others cancel,
    and all digits of a maximum of 0 are in the others.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result.

    Returns
    -------
    ndarray
        Of the element type of x, with length 1 along ``axis``; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.35 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``lse``, ``softmaximum``.

    Elsewhere: PyTorch: logsumexp; JAX: logsumexp (axis=-1); ONNX: ReduceLogSumExp (axis=-1).

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax
    functions (2021).
    https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.logsumexp(x)
    array([[4.44019]], dtype=float32)
    """
    return _logsumexp(axis).forward(x, out)


lse = logsumexp
softmaximum = logsumexp


def gumbel_softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    hard: bool = False,
    seed: int = 0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; hard: 1 at
    the largest, 0 elsewhere

    that of softmax at x + G, hard or not

    Good at: learning through a choice: draws of a class with a gradient.
    Bad at: biased unless the temperature is low, and then the gradient is noisy.
    Hard to compute: the draw must depend on seed and index alone, or threads change the result;
    −log U loses all digits near U = 1 unless it is log1p.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    hard : bool, default False
        Give a one-hot draw, with the gradient of the soft one.
    seed : int, default 0
        What the noise is drawn from, a whole number.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 2 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Also called ``concrete``.

    Elsewhere: PyTorch: F.gumbel_softmax (axis=-1).

    References
    ----------
    E. Jang, S. Gu, B. Poole, Categorical reparameterization with Gumbel-softmax (2016).
    https://arxiv.org/abs/1611.01144

    C. J. Maddison, A. Mnih, Y. W. Teh, The concrete distribution (2016).
    https://arxiv.org/abs/1611.00712

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.gumbel_softmax(x)
    array([[0.00593063, 0.5260883 , 0.01021795, 0.45776314]], dtype=float32)
    """
    return _gumbel_softmax(axis, temperature, hard, seed).forward(x, out)


concrete = gumbel_softmax


def hardmax(x: ArrayLike, axis: int = -1, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere

    none: 0 wherever it exists

    Good at: a decision, in the form that the probabilities had.
    Bad at: nothing can be learned through it.
    Hard to compute: ties: the first wins, wherever the row is cut for vectors.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 0 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    It has no gradient.

    Also called ``one_hot_argmax``.

    Elsewhere: ONNX: Hardmax (axis=-1).

    References
    ----------
    ONNX, operator Hardmax.
    https://onnx.ai/onnx/operators/onnx__Hardmax.html

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.hardmax(x)
    array([[0., 0., 0., 1.]], dtype=float32)
    """
    return _hardmax(axis).forward(x, out)


one_hot_argmax = hardmax


def sparsemax(x: ArrayLike, axis: int = -1, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1

    backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere

    Good at: probabilities that are exactly 0 for what does not matter.
    Bad at: no gradient reaches what got 0; each row has to be sorted.
    Hard to compute: the sum of the largest scores minus 1 cancels; the support must not depend
    on rounding.

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 0.5 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the output alone.

    Elsewhere: Keras: sparsemax (axis=-1).

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax: a sparse model of attention
    and multi-label classification (2016).
    https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.sparsemax(x)
    array([[0., 0., 0., 1.]], dtype=float32)
    """
    return _sparsemax(axis).forward(x, out)


def glu(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """glu(a, b) = a·σ(b)

    ∂/∂a = σ(b); ∂/∂b = a·σ′(b)

    Good at: a gradient path through a that does not vanish, beside the gate.
    Bad at: half of what was computed only gates.
    Hard to compute: nothing beyond the sigmoid itself; the product is rounded once; where the
    sigmoid itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``gated_linear_unit``.

    Elsewhere: PyTorch: nn.GLU, F.glu; JAX: glu; Keras: glu.

    References
    ----------
    Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling with gated convolutional
    networks (2016).
    https://arxiv.org/abs/1612.08083

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.glu(x)
    array([[0.95257413, 1.9640275 ]], dtype=float32)
    >>> ogive.glu(x[:, :2], x[:, 2:])
    array([[0.95257413, 1.9640275 ]], dtype=float32)
    """
    if b is not None:
        return _glu(axis).forward_pair(x, b, out)
    return _glu(axis).forward(x, out)


gated_linear_unit = glu


def swiglu(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """swiglu(a, b) = a·σ(a)·b

    ∂/∂a = silu′(a)·b; ∂/∂b = silu(a)

    Good at: smooth, and the gate of most large language models.
    Bad at: three matrices where a plain layer has two.
    Hard to compute: as silu; the product with b must not round again; where the activation
    itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``silu_glu``.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020).
    https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.swiglu(x)
    array([[2.1931758, 7.0463767]], dtype=float32)
    >>> ogive.swiglu(x[:, :2], x[:, 2:])
    array([[2.1931758, 7.0463767]], dtype=float32)
    """
    if b is not None:
        return _swiglu(axis).forward_pair(x, b, out)
    return _swiglu(axis).forward(x, out)


silu_glu = swiglu


def swiglu_clamped(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    alpha: float = 1.702,
    limit: float = 7.0,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit),
    limit)

    ∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b < limit, 0 elsewhere

    Good at: no outlier grows through it, so that it can be computed in a few bits.
    Bad at: no gradient beyond the limits.
    Hard to compute: u + 1 rounds, and cancels near −1; it is kept as a pair.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    alpha : float, default 1.702
        What the sigmoid's argument is multiplied by, any finite number.
    limit : float, default 7.0
        Where both are cut off, above 0.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``swiglu_oai``, ``gpt_oss_glu``.

    References
    ----------
    OpenAI, gpt-oss-120b and gpt-oss-20b model card (2025).
    https://arxiv.org/abs/2508.10925

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.swiglu_clamped(x)
    array([[3.383183, 9.678293]], dtype=float32)
    >>> ogive.swiglu_clamped(x[:, :2], x[:, 2:])
    array([[3.383183, 9.678293]], dtype=float32)
    """
    if b is not None:
        return _swiglu_clamped(alpha, limit, axis).forward_pair(x, b, out)
    return _swiglu_clamped(alpha, limit, axis).forward(x, out)


swiglu_oai = swiglu_clamped
gpt_oss_glu = swiglu_clamped


def geglu(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """geglu(a, b) = a·Φ(a)·b

    ∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)

    Good at: as good as swiglu in the paper that compared them.
    Bad at: the error function is costly.
    Hard to compute: as gelu; the product with b must not round again; where the activation
    itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    Also called ``geglu_erf``.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020).
    https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.geglu(x)
    array([[2.5240343, 7.817999 ]], dtype=float32)
    >>> ogive.geglu(x[:, :2], x[:, 2:])
    array([[2.5240343, 7.817999 ]], dtype=float32)
    """
    if b is not None:
        return _geglu(axis).forward_pair(x, b, out)
    return _geglu(axis).forward(x, out)


geglu_erf = geglu


def geglu_tanh(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """geglu_tanh(a, b) = gelu_tanh(a)·b

    ∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)

    Good at: what Gemma and T5 1.1 are trained with.
    Bad at: not the exact GELU, which costs as little here.
    Hard to compute: as gelu_tanh; the product with b must not round again; where the activation
    itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020).
    https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.geglu_tanh(x)
    array([[2.523576, 7.818391]], dtype=float32)
    >>> ogive.geglu_tanh(x[:, :2], x[:, 2:])
    array([[2.523576, 7.818391]], dtype=float32)
    """
    if b is not None:
        return _geglu_tanh(axis).forward_pair(x, b, out)
    return _geglu_tanh(axis).forward(x, out)


def geglu_quick(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """geglu_quick(a, b) = a·σ(1.702·a)·b

    ∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)

    Good at: cheap, and what models with quick_gelu expect.
    Bad at: the coarsest approximation of GELU.
    Hard to compute: as quick_gelu; the product with b must not round again; where the
    activation itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 1.05 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020).
    https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.geglu_quick(x)
    array([[2.5373874, 7.7426343]], dtype=float32)
    >>> ogive.geglu_quick(x[:, :2], x[:, 2:])
    array([[2.5373874, 7.7426343]], dtype=float32)
    """
    if b is not None:
        return _geglu_quick(axis).forward_pair(x, b, out)
    return _geglu_quick(axis).forward(x, out)


def reglu(
    x: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """reglu(a, b) = max(0, a)·b

    ∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)

    Good at: cheap, and exactly 0 for half of the units.
    Bad at: units whose gate is negative for every input stay dead.
    Hard to compute: one product, rounded once; 0·∞ is NaN, as in every product.

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the result goes: an array of the shape and element type of the result. It may be
        ``x`` itself if ``b`` is given.

    Returns
    -------
    ndarray
        Of the element type of x, and half as long along ``axis``; with ``b``, of the shape of
        x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    The error is at most 0.5 ulp in float32. The bits are the same on every machine, in every
    layout and any number of threads.

    For the gradient, what has to be kept is the input.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020).
    https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.reglu(x)
    array([[3., 8.]], dtype=float32)
    >>> ogive.reglu(x[:, :2], x[:, 2:])
    array([[3., 8.]], dtype=float32)
    """
    if b is not None:
        return _reglu(axis).forward_pair(x, b, out)
    return _reglu(axis).forward(x, out)


__all__ = [
    "celu",
    "concrete",
    "continuously_differentiable_elu",
    "elu",
    "exp",
    "expit",
    "exponential",
    "exponential_linear_unit",
    "gated_linear_unit",
    "geglu",
    "geglu_erf",
    "geglu_quick",
    "geglu_tanh",
    "gelu",
    "gelu_accurate",
    "gelu_erf",
    "gelu_new",
    "gelu_python",
    "gelu_python_tanh",
    "gelu_pytorch_tanh",
    "gelu_quick",
    "gelu_tanh",
    "glu",
    "gpt_oss_glu",
    "gumbel_softmax",
    "hard_sigmoid_onnx",
    "hard_silu",
    "hardmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hyperbolic_tangent",
    "identity",
    "laplace",
    "laplace_activation",
    "leaky_relu",
    "linear",
    "linearly_scaled_tanh",
    "lisht",
    "log1mexp",
    "log_expit",
    "log_one_minus_exp",
    "log_sigmoid",
    "log_softmax",
    "logistic",
    "logsumexp",
    "lrelu",
    "lse",
    "mish",
    "normalized_exponential",
    "off_by_one_softmax",
    "one_hot_argmax",
    "onnx_hardsigmoid",
    "parametric_relu",
    "prelu",
    "quick_gelu",
    "quiet_softmax",
    "randomised_leaky_relu",
    "randomized_leaky_relu",
    "rectified_linear_unit",
    "rectifier",
    "reglu",
    "relu",
    "relu2",
    "relu6",
    "relu_squared",
    "root_softplus",
    "rrelu",
    "scaled_exponential_linear_unit",
    "selu",
    "shrink",
    "sigmoid",
    "silu",
    "silu_glu",
    "smooth_relu",
    "snake",
    "soft_thresholding",
    "softmax",
    "softmax2d",
    "softmax_one",
    "softmax_plus_one",
    "softmaximum",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "spatial_softmax2d",
    "sqrt_softplus",
    "squared_relu",
    "squareplus",
    "swiglu",
    "swiglu_clamped",
    "swiglu_oai",
    "swish",
    "tanh",
    "tanhshrink",
    "threshold",
    "thresholded_relu",
    "xielu",
]
