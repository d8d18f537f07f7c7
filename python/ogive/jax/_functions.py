"""The functions of the book, of arrays of JAX.

Written by ``generate_frameworks.py`` from the book; not to be edited.
"""

from __future__ import annotations

from jax import Array
from jax.typing import ArrayLike

from ._adapter import apply, apply_gated, apply_rows, checked, seed_of
from ._adapter import prelu as _prelu


def sigmoid(x: ArrayLike) -> Array:
    """σ(x) = 1 / (1 + e^(−x))

    Its derivative: σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²

    Good: squeezes any score into (0, 1), a probability for binary classification. Bad: its slope is
    at most 1/4 and dies on both sides, so gradients vanish through many layers; costly to compute.
    Hard to compute: for x below −17 a rounded 1 + e^(−x) loses the tail or overflows; s·(1 − s) as
    the slope loses all digits once s rounds to 1.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la population (1845),
    https://en.wikipedia.org/wiki/Logistic_function

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.sigmoid(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.26894143, 0.5       , 0.8807971 ], dtype=float32)
    """
    return apply("sigmoid", x)


logistic = sigmoid
expit = sigmoid


def tanh(x: ArrayLike) -> Array:
    """tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))

    Its derivative: tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²

    Good: odd and centred on 0, with slope 1 there: a layer keeps the mean of its input. Bad: its
    slope dies on both sides, as the sigmoid's does. Hard to compute: e^x − e^(−x) cancels near 0,
    where tanh x is x itself; 1 − tanh² loses all digits once tanh rounds to 1.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp (1998),
    https://doi.org/10.1007/978-3-642-35289-8_3

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.tanh(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.7615942,  0.       ,  0.9640276], dtype=float32)
    """
    return apply("tanh", x)


hyperbolic_tangent = tanh


def relu(x: ArrayLike) -> Array:
    """relu(x) = max(0, x)

    Its derivative: relu′(x) = 1 for x > 0, 0 for x ≤ 0

    Good: the gradient passes whole where the unit is active, and it costs next to nothing: the most
    used activation of convolutional networks. Bad: a unit that is negative for every input has no
    gradient and stays dead. Hard to compute: nothing in it rounds; many implementations lose NaN in
    the comparison.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    K. Fukushima, Visual feature extraction by a multilayered network of analog threshold elements
    (1969), https://doi.org/10.1109/TSSC.1969.300225
    V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines (2010),
    https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.relu(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 2.], dtype=float32)
    """
    return apply("relu", x)


rectified_linear_unit = relu
rectifier = relu


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0

    Its derivative: leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0

    Good: no dead units: a little of the gradient passes on the negative side. Bad: in many
    experiments no better than ReLU, though theory says it should be. Hard to compute: one product,
    rounded once; 0·(−∞) must not become NaN when the slope is 0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    negative_slope : float, default 0.01
        The slope for x ≤ 0, any finite number; the textbook's 1/a.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural network acoustic
    models (2013), https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.leaky_relu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.01,  0.  ,  2.  ], dtype=float32)
    """
    return apply("leaky_relu", x, negative_slope=negative_slope)


lrelu = leaky_relu


def prelu(x: ArrayLike, weight: ArrayLike) -> Array:
    """prelu(x) = x for x > 0, w·x for x ≤ 0

    Its derivative: ∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0

    Good: each channel learns how much of the negative side it lets through. Bad: one more parameter
    per channel, and weight decay draws it back to ReLU. Hard to compute: one product, rounded once;
    channels that change from element to element.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    weight : ArrayLike
        The slope on the negative side: one number, or one for each channel (dimension 1).

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers (2015),
    https://arxiv.org/abs/1502.01852

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.prelu(jnp.array([-1.0, 0.0, 2.0]), 0.25)
    Array([-0.25,  0.  ,  2.  ], dtype=float32)
    """
    return _prelu(checked("prelu", x), checked("prelu", weight))


parametric_relu = prelu


def rrelu(
    x: ArrayLike,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    *,
    seed: ArrayLike | None = None,
) -> Array:
    """rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each element;
    evaluation: r = (lower + upper)/2

    Its derivative: rrelu′(x) = 1 for x > 0, r for x ≤ 0

    Good: the noise of the slope regularises small data sets. Bad: training and evaluation differ,
    and a run must keep its seeds to be repeatable. Hard to compute: the draw must depend on seed
    and index alone, or threads change the result.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    lower : float, default 1 / 8
        The lower limit of the slope, finite, at most upper.
    upper : float, default 1 / 3
        The upper limit of the slope, finite.
    training : bool, default False
        Draw a slope for each element, or take the mean of the limits.
    seed : ArrayLike | None, default None
        What is drawn from: a whole number, or a key of ``jax.random``.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    B. Xu, N. Wang, T. Chen, M. Li, Empirical evaluation of rectified activations in convolutional
    network (2015), https://arxiv.org/abs/1505.00853

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.rrelu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.22916667,  0.        ,  2.        ], dtype=float32)
    """
    seeds = seed_of("rrelu", seed) if training else ()
    return apply("rrelu", x, seeds, lower=lower, upper=upper, training=training)


randomized_leaky_relu = rrelu
randomised_leaky_relu = rrelu


def relu6(x: ArrayLike) -> Array:
    """relu6(x) = min(max(0, x), 6)

    Its derivative: relu6′(x) = 1 for 0 < x < 6, 0 elsewhere

    Good: its results lie between 0 and 6, which a few bits hold well: made for quantised networks
    on phones. Bad: no gradient passes below 0, and none above 6 either. Hard to compute: nothing in
    it rounds; the slope at 0 and at 6 is 0, where some implementations say 1.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010),
    https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.relu6(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 2.], dtype=float32)
    """
    return apply("relu6", x)


def threshold(x: ArrayLike, threshold: float = 0.0, value: float = 0.0) -> Array:
    """threshold(x) = x for x > threshold, value for x ≤ threshold

    Its derivative: threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold

    Good: drops what is too weak to matter, and leaves the rest as it is. Bad: unless value is
    threshold, it jumps, and the gradient knows nothing of the jump. Hard to compute: nothing in it
    rounds; NaN, which no comparison finds above the threshold, must stay NaN.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    threshold : float, default 0.0
        Any finite number; x above it stays as it is; PyTorch requires it.
    value : float, default 0.0
        Any finite number; what takes the place of x elsewhere; PyTorch requires it.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014), https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.threshold(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 2.], dtype=float32)
    """
    return apply("threshold", x, threshold=threshold, value=value)


def thresholded_relu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha

    Its derivative: thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha

    Good: sparse codes without a bias: what is at most α is noise, and what is above stays whole.
    Bad: it jumps at α, and the gradient knows nothing of the jump. Hard to compute: nothing in it
    rounds; NaN, which no comparison finds above α, must stay NaN.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    alpha : float, default 1.0
        The threshold, any finite number.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting
    features (2014), https://arxiv.org/abs/1402.3337

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.thresholded_relu(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 2.], dtype=float32)
    """
    return apply("thresholded_relu", x, alpha=alpha)


def relu_squared(x: ArrayLike) -> Array:
    """relu_squared(x) = max(0, x)²

    Its derivative: relu_squared′(x) = 2·max(0, x)

    Good: found by a search over transformers: better than ReLU and GELU at the same cost, and
    sparse. Bad: it grows as x² does, beyond the largest f16 from 256 on. Hard to compute: one
    product, rounded once, where it becomes very small too.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. R. So and others, Primer: searching for efficient transformers for language modeling (2021),
    https://arxiv.org/abs/2109.08668

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.relu_squared(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 4.], dtype=float32)
    """
    return apply("relu_squared", x)


relu2 = relu_squared
squared_relu = relu_squared


def hardtanh(x: ArrayLike, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val

    Its derivative: hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere

    Good: the shape of tanh in three straight lines, for next to no work. Bad: no gradient at all
    passes outside of the ends. Hard to compute: nothing in it rounds; a clamp made of the machine’s
    min and max loses NaN, and the slope at both ends is 0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    min_val : float, default -1.0
        The lowest value, any finite number below max_val.
    max_val : float, default 1.0
        The highest value, any finite number above min_val.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    R. Collobert and others, Natural language processing (almost) from scratch (2011),
    https://arxiv.org/abs/1103.0398

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.hardtanh(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.,  0.,  1.], dtype=float32)
    """
    return apply("hardtanh", x, min_val=min_val, max_val=max_val)


hard_tanh = hardtanh


def hardsigmoid(x: ArrayLike) -> Array:
    """hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3

    Its derivative: hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere

    Good: in [0, 1] like the sigmoid, without an exponential. Bad: no gradient at all passes outside
    of −3 to 3. Hard to compute: x + 3 rounds, and then the division by 6 rounds again; both in
    pairs, rounded once.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019), https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.hardsigmoid(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.33333334, 0.5       , 0.8333333 ], dtype=float32)
    """
    return apply("hardsigmoid", x)


hard_sigmoid = hardsigmoid


def onnx_hardsigmoid(x: ArrayLike, alpha: float = 0.2, beta: float = 0.5) -> Array:
    """onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))

    Its derivative: onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere

    Good: in [0, 1] like the sigmoid, without an exponential, and as steep as wanted. Bad: no
    gradient at all passes where the line is cut off. Hard to compute: α·x + β rounded may be 0 or 1
    where the exact line is not yet, and then the slope is wrong; near its zero the rounded product
    leaves no digit right.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    alpha : float, default 0.2
        The slope of the line, any finite number; a negative one makes the function fall.
    beta : float, default 0.5
        The value of the line at 0, any finite number.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect: training deep neural networks with binary
    weights during propagations (2015), https://arxiv.org/abs/1511.00363

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.onnx_hardsigmoid(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.3, 0.5, 0.9], dtype=float32)
    """
    return apply("onnx_hardsigmoid", x, alpha=alpha, beta=beta)


hard_sigmoid_onnx = onnx_hardsigmoid


def hardswish(x: ArrayLike) -> Array:
    """hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3

    Its derivative: hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3

    Good: close to swish, and cheap: made for networks on phones. Bad: no gradient passes below −3,
    and the slope jumps at both ends. Hard to compute: three roundings in a row, and a slope that
    cancels near −3/2; all in pairs, rounded once. x·0 at −∞ must not become NaN.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. Howard and others, Searching for MobileNetV3 (2019), https://arxiv.org/abs/1905.02244

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.hardswish(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.33333334,  0.        ,  1.6666666 ], dtype=float32)
    """
    return apply("hardswish", x)


hard_silu = hardswish
hard_swish = hardswish


def hardshrink(x: ArrayLike, lambd: float = 0.5) -> Array:
    """hardshrink(x) = x for |x| > lambd, 0 elsewhere

    Its derivative: hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: sparse codes: what is small is noise, and what is not stays whole. Bad: it jumps at −λ and
    λ, and the gradient knows nothing of the jumps. Hard to compute: nothing in it rounds; NaN,
    which no comparison finds beyond λ, must stay NaN.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    lambd : float, default 0.5
        The threshold λ, any finite number; nothing is cut off below 0.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994),
    https://doi.org/10.1093/biomet/81.3.425

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.hardshrink(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.,  0.,  2.], dtype=float32)
    """
    return apply("hardshrink", x, lambd=lambd)


def softshrink(x: ArrayLike, lambd: float = 0.5) -> Array:
    """softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between

    Its derivative: softshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: sparse codes without a jump: the step that makes weights exactly 0 in the lasso. Bad: what
    it keeps is too small by λ. Hard to compute: one difference, rounded once; near λ it is exact.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, De-noising by soft-thresholding (1995), https://doi.org/10.1109/18.382009

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softshrink(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.5,  0. ,  1.5], dtype=float32)
    """
    return apply("softshrink", x, lambd=lambd)


soft_thresholding = softshrink


def shrink(x: ArrayLike, lambd: float = 0.5, bias: float = 0.0) -> Array:
    """shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between

    Its derivative: shrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Good: hard and soft shrinkage, and all between, in one. Bad: it jumps at −λ and λ, unless the
    bias is λ. Hard to compute: one difference, rounded once.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    bias : float, default 0.0
        What is taken off on the right and added on the left, any finite number; above λ the
        function falls at the threshold.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994),
    https://doi.org/10.1093/biomet/81.3.425
    ONNX operators: Shrink, https://onnx.ai/onnx/operators/onnx__Shrink.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.shrink(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.,  0.,  2.], dtype=float32)
    """
    return apply("shrink", x, lambd=lambd, bias=bias)


def softsign(x: ArrayLike) -> Array:
    """softsign(x) = x / (1 + |x|)

    Its derivative: softsign′(x) = 1 / (1 + |x|)²

    Good: like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no
    exponential. Bad: its slope has a sharp peak at 0, and it is hardly used any more. Hard to
    compute: 1 + |x| rounds, and the slope rounds three times more; 1/(1 + |x|)² leaves the normal
    numbers before x does. ∞/∞ must not become NaN.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks
    (2010), https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softsign(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.5      ,  0.       ,  0.6666667], dtype=float32)
    """
    return apply("softsign", x)


soft_sign = softsign


def squareplus(x: ArrayLike, b: float = 4.0) -> Array:
    """squareplus(x) = (x + √(x² + b)) / 2

    Its derivative: squareplus′(x) = (1 + x/√(x² + b)) / 2

    Good: smooth as softplus is, with no exponential and no logarithm. Bad: on the left it falls off
    as −b/(4x) only, far slower than softplus. Hard to compute: x + √(x² + b) loses all digits on
    the left, and x² overflows for x in the middle of the numbers there are.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    b : float, default 4.0
        The size of the bend at 0, a finite number, 0 or above; 0 is ReLU.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    J. T. Barron, Squareplus: a softplus-like algebraic rectifier (2021),
    https://arxiv.org/abs/2112.11687

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.squareplus(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.618034 , 1.       , 2.4142137], dtype=float32)
    """
    return apply("squareplus", x, b=b)


def sparse_plus(x: ArrayLike) -> Array:
    """sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1

    Its derivative: sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Good: smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an
    exponential. Bad: no gradient passes below −1. Hard to compute: x + 1 rounds, and then its
    square rounds again; both in pairs, rounded once.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    M. Blondel, A. F. T. Martins, V. Niculae, Learning with Fenchel-Young losses (2020),
    https://arxiv.org/abs/1901.02324

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.sparse_plus(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.  , 0.25, 2.  ], dtype=float32)
    """
    return apply("sparse_plus", x)


def sparse_sigmoid(x: ArrayLike) -> Array:
    """sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Its derivative: sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere

    Good: a probability that can be exactly 0 or 1. Bad: no gradient at all passes outside of −1 to
    1. Hard to compute: one sum, rounded once.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax (2016),
    https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.sparse_sigmoid(jnp.array([-1.0, 0.0, 2.0]))
    Array([0. , 0.5, 1. ], dtype=float32)
    """
    return apply("sparse_sigmoid", x)


def linear(x: ArrayLike) -> Array:
    """linear(x) = x

    Its derivative: linear′(x) = 1

    Good: the output of a regression, or a place where a network has no activation. Bad: layers with
    nothing else between them are one layer. Hard to compute: nothing; a NaN comes out as the one
    NaN that all functions write.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    B. Widrow, M. E. Hoff, Adaptive switching circuits (1960), https://doi.org/10.21236/AD0241531

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.linear(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.,  0.,  2.], dtype=float32)
    """
    return apply("linear", x)


identity = linear


def silu(x: ArrayLike, beta: float = 1.0) -> Array:
    """silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))

    Its derivative: silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x

    Good: smooth, not bounded above, and in deep networks often better than ReLU; the gate of SwiGLU
    in most language models. Bad: an exponential for each element; not monotone, so two inputs may
    share a value. Hard to compute: the slope is 0 at z = −1.2785, where all digits cancel; x·e^x
    far on the left must be rounded once, and −∞ must give −0, not ∞·0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    beta : float, default 1.0
        The factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the
        larger it is, the more it is like ReLU.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning (2017), https://arxiv.org/abs/1702.03118
    P. Ramachandran, B. Zoph, Q. V. Le, Searching for activation functions (2017),
    https://arxiv.org/abs/1710.05941

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.silu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.26894143,  0.        ,  1.7615942 ], dtype=float32)
    """
    return apply("silu", x, beta=beta)


swish = silu


def quick_gelu(x: ArrayLike) -> Array:
    """quick_gelu(x) = x·σ(1.702·x)

    Its derivative: quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x

    Good: near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with. Bad:
    not GELU: a model trained with one and run with the other is off in every layer. Hard to
    compute: what is hard in SiLU; the constant is 1.702 rounded to the computing type, which is
    another function in f32 than in f64.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.quick_gelu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.15420423,  0.        ,  1.9356586 ], dtype=float32)
    """
    return apply("quick_gelu", x)


gelu_quick = quick_gelu


def mish(x: ArrayLike) -> Array:
    """mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)

    Its derivative: mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x +
    e^(2x))²

    Good: smooth, not bounded above, a little gradient on the left; well liked in object detection.
    Bad: three functions in a row as it is usually written; not monotone. Hard to compute: the slope
    is 0 at −1.1924, where all digits cancel; softplus and tanh one after the other lose digits and
    time; −∞ must give −0, not ∞·0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. Misra, Mish: a self regularized non-monotonic activation function (2019),
    https://arxiv.org/abs/1908.08681

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.mish(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.30340147,  0.        ,  1.943959  ], dtype=float32)
    """
    return apply("mish", x)


def lisht(x: ArrayLike) -> Array:
    """lisht(x) = x·tanh(x)

    Its derivative: lisht′(x) = tanh(x) + x·(1 − tanh²(x))

    Good: never negative, smooth, and its slope does not die on the left. Bad: even: x and −x give
    the same, so the sign of the input is lost. Hard to compute: x² below the normal numbers is
    rounded once; x·(1 − tanh² x) must not become ∞·0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    S. K. Roy, S. Manna, S. R. Dubey, B. B. Chaudhuri, LiSHT: non-parametric linearly scaled
    hyperbolic tangent activation function for neural networks (2019),
    https://arxiv.org/abs/1901.05894

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.lisht(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.7615942, 0.       , 1.9280552], dtype=float32)
    """
    return apply("lisht", x)


linearly_scaled_tanh = lisht


def tanhshrink(x: ArrayLike) -> Array:
    """tanhshrink(x) = x − tanh(x)

    Its derivative: tanhshrink′(x) = tanh²(x)

    Good: shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse codes.
    Bad: nearly no gradient passes near 0, where most inputs are. Hard to compute: x − tanh(x)
    cancels near 0: at 0.001 a plain f32 formula has one digit left, and nothing below.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    PyTorch, torch.nn.Tanhshrink (from Torch7),
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.tanhshrink(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.23840584,  0.        ,  1.0359725 ], dtype=float32)
    """
    return apply("tanhshrink", x)


def exponential(x: ArrayLike) -> Array:
    """exponential(x) = e^x

    Its derivative: exponential′(x) = e^x

    Good: makes any score a positive rate, as in Poisson regression or for a scale. Bad: grows
    without bound and so does its slope: one large input overflows. Hard to compute: near both ends
    of the numbers 2^n is none of them although e^x is one.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    L. Euler, Introductio in analysin infinitorum (1748),
    https://scholarlycommons.pacific.edu/euler-works/101/

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.exponential(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.36787945, 1.        , 7.389056  ], dtype=float32)
    """
    return apply("exponential", x)


exp = exponential


def softplus(x: ArrayLike, beta: float = 1.0, threshold: float = float("inf")) -> Array:
    """softplus(x) = ln(1 + e^(beta·x)) / beta

    Its derivative: softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))

    Good: a ReLU without a kink, always positive: for scales, variances and rates. Bad: costlier
    than ReLU, never 0, and seldom better in hidden layers. Hard to compute: e^x overflows on the
    right, and on the left 1 + e^x rounds to 1.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    beta : float, default 1.0
        How sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the curve
        upside down and all its values negative.
    threshold : float, default float("inf")
        Where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for
        never; 20 in PyTorch.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, Incorporating second-order functional
    knowledge for better option pricing (2000),
    https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softplus(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.3132617, 0.6931472, 2.126928 ], dtype=float32)
    """
    return apply("softplus", x, beta=beta, threshold=threshold)


smooth_relu = softplus


def log_sigmoid(x: ArrayLike) -> Array:
    """log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))

    Its derivative: log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)

    Good: the log-probability of a yes: losses for yes or no and for preferences come from it. Bad:
    as a hidden layer it has no use: all its values are negative. Hard to compute: the logarithm of
    a rounded σ(x) is −∞ on the left, and 0 on the right.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean, Distributed representations of words and
    phrases and their compositionality (2013), https://arxiv.org/abs/1310.4546

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.log_sigmoid(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.3132616 , -0.6931472 , -0.12692802], dtype=float32)
    """
    return apply("log_sigmoid", x)


log_expit = log_sigmoid


def sqrt_softplus(x: ArrayLike) -> Array:
    """sqrt_softplus(x) = √ln(1 + e^x)

    Its derivative: sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))

    Good: scores experts in a router: positive, and unlike a sigmoid never level on the right. Bad:
    as a hidden layer nobody has shown a use for it. Hard to compute: where e^x is too small for the
    number type its root is not.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    DeepSeek-V4, which scores the experts of its router so (2026); in Hugging Face's transformers,
    https://github.com/huggingface/transformers/blob/main/src/transformers/activations.py

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.sqrt_softplus(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.55969787, 0.83255464, 1.4583992 ], dtype=float32)
    """
    return apply("sqrt_softplus", x)


root_softplus = sqrt_softplus


def elu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0

    Its derivative: elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0

    Good: negative values bring the mean near 0, and the left side levels off under noise. Bad:
    costs an exponential, and its slope jumps at 0 unless alpha is 1. Hard to compute: e^x − 1 as
    written loses all digits just below 0.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    alpha : float, default 1.0
        Minus the value at −∞ and the slope at 0, any finite number; if negative, the left side lies
        above 0 and falls.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by
    exponential linear units (2015), https://arxiv.org/abs/1511.07289

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.elu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.63212055,  0.        ,  2.        ], dtype=float32)
    """
    return apply("elu", x, alpha=alpha)


exponential_linear_unit = elu


def celu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))

    Its derivative: celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0

    Good: as ELU, but the slope is continuous and at most 1 for every alpha above 0. Bad: costs an
    exponential, and a division by alpha. Hard to compute: e^z − 1 as written loses all digits just
    below 0; a rounded x/alpha loses some far from it.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    alpha : float, default 1.0
        Minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the left
        side falls exponentially to −∞.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    J. T. Barron, Continuously differentiable exponential linear units (2017),
    https://arxiv.org/abs/1704.07483

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.celu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.63212055,  0.        ,  2.        ], dtype=float32)
    """
    return apply("celu", x, alpha=alpha)


continuously_differentiable_elu = celu


def selu(x: ArrayLike) -> Array:
    """selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 and α =
    1.6732632423543772848

    Its derivative: selu′(x) = λ for x > 0, λα·e^x for x ≤ 0

    Good: keeps the layers of a plain deep network near mean 0 and variance 1 without normalisation.
    Bad: does so only with the matching initialisation (LeCun's) and dropout (alpha dropout). Hard
    to compute: e^x − 1 as written loses all digits just below 0; constants rounded to f32 cost half
    a unit before anything is computed.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-normalizing neural networks (2017),
    https://arxiv.org/abs/1706.02515

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.selu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-1.1113307,  0.       ,  2.101402 ], dtype=float32)
    """
    return apply("selu", x)


scaled_exponential_linear_unit = selu


def gelu(x: ArrayLike) -> Array:
    """gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)

    Its derivative: gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)

    Good: smooth, and lets a little of a negative input pass: the usual choice in transformers such
    as BERT and GPT-2. Bad: not monotone: it falls to −0.17 at −0.75; costs more than ReLU. Hard to
    compute: 1 + erf loses all digits on the left; the rounding error of x/√2 is felt x² times over
    in erfc; the slope has a root at −0.7518.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.gelu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.15865526,  0.        ,  1.9544997 ], dtype=float32)
    """
    return apply("gelu", x)


gelu_erf = gelu
gelu_python = gelu


def gelu_tanh(x: ArrayLike) -> Array:
    """gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

    Its derivative: gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)

    Good: within 0.0005 of GELU and without erf; what GPT-2 and many models after it were trained
    with. Bad: not monotone, like GELU; its slope is that of this form, not GELU's. Hard to compute:
    1 + tanh loses all digits on the left; x³ overflows, and then the slope of the plain formula is
    0·∞; the slope has a root at −0.7525.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016), https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.gelu_tanh(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.15880801,  0.        ,  1.9545977 ], dtype=float32)
    """
    return apply("gelu_tanh", x)


gelu_new = gelu_tanh
gelu_pytorch_tanh = gelu_tanh
gelu_python_tanh = gelu_tanh
gelu_accurate = gelu_tanh


def laplace(
    x: ArrayLike,
    mu: float = 0.7071067811865476,
    sigma: float = 0.28209479177387814,
) -> Array:
    """laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))

    Its derivative: laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))

    Good: near to relu(x)², for which it stands in attention without softmax, but bounded, with a
    bounded slope. Bad: its slope dies on both sides faster than the sigmoid's; costly to compute.
    Hard to compute: 1 + erf loses all digits on the left; the rounding error of (x − mu)/sigma is
    felt z² times over.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    mu : float, default 0.7071067811865476
        The middle of the step, any finite number; √½.
    sigma : float, default 0.28209479177387814
        The width of the step, from 1e-36 to 1e36; √(1/(4π)).

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    X. Ma and others, Mega: Moving Average Equipped Gated Attention (2022),
    https://arxiv.org/abs/2209.10655

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.laplace(jnp.array([-1.0, 0.0, 2.0]))
    Array([7.1735778e-10, 6.0944441e-03, 9.9999774e-01], dtype=float32)
    """
    return apply("laplace", x, mu=mu, sigma=sigma)


laplace_activation = laplace


def xielu(x: ArrayLike, alpha_p: float = 0.8, alpha_n: float = 0.8, beta: float = 0.5) -> Array:
    """xielu(x) = alpha_p·x² + beta·x for x > 0, alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0

    Its derivative: xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0

    Good: its slope, not its value, is an activation function of its own; both sides learn how steep
    they are, and language models trained with it keep up with SwiGLU ones. Bad: grows with the
    square of its input, so that half precision overflows early. Hard to compute: e^x − 1 − x as
    written loses all digits below 0; and value and slope go through 0 at places that the parameters
    decide.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    alpha_p : float, default 0.8
        The coefficient of x² on the right: 0, or from 2^-20 to 2^20.
    alpha_n : float, default 0.8
        The coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta.
    beta : float, default 0.5
        The slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes
        back.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. H. Huang, I. Schlag, Deriving activation functions using integration (2024),
    https://arxiv.org/abs/2411.13010

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.xielu(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.20569645,  0.        ,  4.2       ], dtype=float32)
    """
    return apply("xielu", x, alpha_p=alpha_p, alpha_n=alpha_n, beta=beta)


def snake(x: ArrayLike, a: float = 1.0) -> Array:
    """snake(x) = x + sin²(a·x)/a

    Its derivative: snake′(x) = 1 + sin(2a·x)

    Good: lets a network learn what repeats, as in vocoders for speech and music, and goes on
    repeating it beyond the data. Bad: a sine for each element; its slope is 0 once in each period.
    Hard to compute: the sine of any angle: far out it takes 1/π to more than two thousand bits; and
    the slope keeps no digit where 1 + sin cancels, unless it is written as a square.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    a : float, default 1.0
        The frequency, any finite number but 0: the wave has the period π/a and the height 1/a.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    L. Ziyin, T. Hartwig, M. Ueda, Neural networks fail to learn periodic functions and how to fix
    it (2020), https://arxiv.org/abs/2006.08195

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.snake(jnp.array([-1.0, 0.0, 2.0]))
    Array([-0.2919266,  0.       ,  2.8268218], dtype=float32)
    """
    return apply("snake", x, a=a)


def log1mexp(x: ArrayLike) -> Array:
    """log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0

    Its derivative: log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)

    Good: from the log-probability −x of an event to that of its opposite. Bad: defined for x > 0
    only, and its slope has no bound near 0. Hard to compute: 1 − e^(−x) cancels for small x, and
    its logarithm for large x.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    M. Mächler, Accurately computing log(1 − exp(−|a|)) (2012),
    https://cran.r-project.org/web/packages/Rmpfr/vignettes/log1mexp-note.pdf

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.log1mexp(jnp.array([0.5, 1.0, 2.0]))
    Array([-0.93275213, -0.45867515, -0.14541346], dtype=float32)
    """
    return apply("log1mexp", x)


log_one_minus_exp = log1mexp


def softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    masked: bool = False,
) -> Array:
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
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    masked : bool, default False
        Is a row of nothing but −∞ one whose elements are all masked, with results, rather than one
        without any (NaN)?

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    L. Boltzmann, Studien über das Gleichgewicht der lebendigen Kraft (1868),
    https://en.wikipedia.org/wiki/Boltzmann_distribution
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softmax(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.04201007, 0.1141952 , 0.84379476], dtype=float32)
    """
    return apply_rows("softmax", x, axis, temperature=temperature, masked=masked)


normalized_exponential = softmax


def log_softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    masked: bool = False,
) -> Array:
    """L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))

    Its derivative: ∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: dx_i = (g_i − e^(L_i)·Σ_j
    g_j)/temperature

    Good: log-likelihoods of classes, finite where the probability itself would round to 0. Bad: not
    a probability: take the exponential, or softmax, for one. Hard to compute: the winner's value is
    near 0, and all its digits are lost when the sum of the exponentials includes the winner's own
    1; they are kept here by log1p of the others.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    masked : bool, default False
        Is a row of nothing but −∞ one whose elements are all masked, with results, rather than one
        without any (NaN)?

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.log_softmax(jnp.array([-1.0, 0.0, 2.0]))
    Array([-3.169846  , -2.169846  , -0.16984601], dtype=float32)
    """
    return apply_rows("log_softmax", x, axis, temperature=temperature, masked=masked)


def softmin(x: ArrayLike, axis: int = -1, *, temperature: float = 1.0) -> Array:
    """S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))

    Its derivative: ∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: dx_i = −S_i·(g_i − Σ_j
    g_j·S_j)/temperature

    Good: turns costs or distances into probabilities. Bad: the same as softmax of the negated
    scores, which is better known. Hard to compute: as softmax.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs (1990),
    https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softmin(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.7053845 , 0.25949645, 0.03511903], dtype=float32)
    """
    return apply_rows("softmin", x, axis, temperature=temperature)


def quiet_softmax(x: ArrayLike, axis: int = -1) -> Array:
    """S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))

    Its derivative: ∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)

    Good: an attention head may attend to nothing, instead of to something of no use. Bad: not a
    distribution: the results sum to less than 1. Hard to compute: as softmax; the 1 is a score of
    0, which may be the maximum.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    E. Miller, Attention is off by one (2023),
    https://www.evanmiller.org/attention-is-off-by-one.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.quiet_softmax(jnp.array([-1.0, 0.0, 2.0]))
    Array([0.0377044, 0.1024912, 0.7573132], dtype=float32)
    """
    return apply_rows("quiet_softmax", x, axis)


softmax_one = quiet_softmax
softmax_plus_one = quiet_softmax
off_by_one_softmax = quiet_softmax


def softmax2d(x: ArrayLike) -> Array:
    """S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))

    Its derivative: backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)

    Good: class probabilities for each pixel. Bad: the same as softmax over axis −3. Hard to
    compute: as softmax; the channels of a pixel lie far apart in memory.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    J. Long, E. Shelhamer, T. Darrell, Fully convolutional networks for semantic segmentation
    (2015), https://arxiv.org/abs/1411.4038

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.softmax2d(jnp.array([[[-1.0]], [[0.0]], [[2.0]]]))
    Array([[[0.04201007]],
    <BLANKLINE>
           [[0.1141952 ]],
    <BLANKLINE>
           [[0.84379476]]], dtype=float32)
    """
    return apply("softmax2d", x)


spatial_softmax2d = softmax2d


def logsumexp(x: ArrayLike, axis: int = -1, keepdims: bool = False) -> Array:
    """L = log(e^(x_1) + … + e^(x_C)), one for each row

    Its derivative: ∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i

    Good: adds probabilities that are known by their logarithms. Bad: between max(x) and max(x) +
    log C: hardly more than the maximum for scores far apart. Hard to compute: e^x overflows; near 0
    the maximum and the logarithm of the others cancel, and all digits of a maximum of 0 are in the
    others.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    keepdims : bool, default False
        Keep the axis, with length 1.

    Returns
    -------
    jax.Array
        Of the input's element type, without the axis, or with length 1 there if ``keepdims``.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax
    functions (2021), https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.logsumexp(jnp.array([-1.0, 0.0, 2.0]))
    Array(2.169846, dtype=float32)
    """
    y = apply_rows("logsumexp", x, axis)
    return y if keepdims else y.squeeze(axis)


lse = logsumexp
softmaximum = logsumexp


def gumbel_softmax(
    x: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    hard: bool = False,
    seed: ArrayLike,
) -> Array:
    """S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; hard: 1 at
    the largest, 0 elsewhere

    Its derivative: that of softmax at x + G, hard or not

    Good: learning through a choice: draws of a class with a gradient. Bad: biased unless the
    temperature is low, and then the gradient is noisy. Hard to compute: the draw must depend on
    seed and index alone, or threads change the result; −log U loses all digits near U = 1 unless it
    is log1p.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    hard : bool, default False
        Give a one-hot draw, with the gradient of the soft one.
    seed : ArrayLike
        What is drawn from: a whole number, or a key of ``jax.random``.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    E. Jang, S. Gu, B. Poole, Categorical reparameterization with Gumbel-softmax (2016),
    https://arxiv.org/abs/1611.01144
    C. J. Maddison, A. Mnih, Y. W. Teh, The concrete distribution (2016),
    https://arxiv.org/abs/1611.00712

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.gumbel_softmax(jnp.array([-1.0, 0.0, 2.0]), seed=1)
    Array([0.28847367, 0.22931354, 0.48221278], dtype=float32)
    """
    seeds = seed_of("gumbel_softmax", seed)
    return apply_rows("gumbel_softmax", x, axis, seeds, temperature=temperature, hard=hard)


concrete = gumbel_softmax


def hardmax(x: ArrayLike, axis: int = -1) -> Array:
    """H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere

    Its derivative: none: 0 wherever it exists

    Good: a decision, in the form that the probabilities had. Bad: nothing can be learned through
    it. Hard to compute: ties: the first wins, wherever the row is cut for vectors.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    ONNX, operator Hardmax, https://onnx.ai/onnx/operators/onnx__Hardmax.html

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.hardmax(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 1.], dtype=float32)
    """
    return apply_rows("hardmax", x, axis)


one_hot_argmax = hardmax


def sparsemax(x: ArrayLike, axis: int = -1) -> Array:
    """P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1

    Its derivative: backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere

    Good: probabilities that are exactly 0 for what does not matter. Bad: no gradient reaches what
    got 0; each row has to be sorted. Hard to compute: the sum of the largest scores minus 1
    cancels; the support must not depend on rounding.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type and shape.

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax: a sparse model of attention and
    multi-label classification (2016), https://arxiv.org/abs/1602.02068

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.sparsemax(jnp.array([-1.0, 0.0, 2.0]))
    Array([0., 0., 1.], dtype=float32)
    """
    return apply_rows("sparsemax", x, axis)


def glu(x: ArrayLike, axis: int = -1, *, other: ArrayLike | None = None) -> Array:
    """glu(a, b) = a·σ(b)

    Its derivative: ∂/∂a = σ(b); ∂/∂b = a·σ′(b)

    Good: a gradient path through a that does not vanish, beside the gate. Bad: half of what was
    computed only gates. Hard to compute: nothing beyond the sigmoid itself; the product is rounded
    once; where the sigmoid itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    axis : int, default -1
        The axis to work along; -1 is the last.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling with gated convolutional networks
    (2016), https://arxiv.org/abs/1612.08083

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.glu(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.8807971 ,  0.47628707], dtype=float32)
    """
    return apply_gated("glu", x, other, axis)


gated_linear_unit = glu


def swiglu(x: ArrayLike, other: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """swiglu(a, b) = a·σ(a)·b

    Its derivative: ∂/∂a = silu′(a)·b; ∂/∂b = silu(a)

    Good: smooth, and the gate of most large language models. Bad: three matrices where a plain
    layer has two. Hard to compute: as silu; the product with b must not round again; where the
    activation itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.swiglu(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.53788286,  0.933689  ], dtype=float32)
    """
    return apply_gated("swiglu", x, other, axis)


silu_glu = swiglu


def swiglu_clamped(
    x: ArrayLike,
    other: ArrayLike | None = None,
    *,
    axis: int = -1,
    alpha: float = 1.702,
    limit: float = 7.0,
) -> Array:
    """swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit),
    limit)

    Its derivative: ∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b <
    limit, 0 elsewhere

    Good: no outlier grows through it, so that it can be computed in a few bits. Bad: no gradient
    beyond the limits. Hard to compute: u + 1 rounds, and cancels near −1; it is kept as a pair.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.
    alpha : float, default 1.702
        What the sigmoid's argument is multiplied by, any finite number.
    limit : float, default 7.0
        Where both are cut off, above 0.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    OpenAI, gpt-oss-120b and gpt-oss-20b model card (2025), https://arxiv.org/abs/2508.10925

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.swiglu_clamped(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.4626127,  1.4015538], dtype=float32)
    """
    return apply_gated("swiglu_clamped", x, other, axis, alpha=alpha, limit=limit)


swiglu_oai = swiglu_clamped
gpt_oss_glu = swiglu_clamped


def geglu(x: ArrayLike, other: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """geglu(a, b) = a·Φ(a)·b

    Its derivative: ∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)

    Good: as good as swiglu in the paper that compared them. Bad: the error function is costly. Hard
    to compute: as gelu; the product with b must not round again; where the activation itself is
    subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.geglu(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.3173105,  1.0371937], dtype=float32)
    """
    return apply_gated("geglu", x, other, axis)


geglu_erf = geglu


def geglu_tanh(x: ArrayLike, other: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """geglu_tanh(a, b) = gelu_tanh(a)·b

    Its derivative: ∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)

    Good: what Gemma and T5 1.1 are trained with. Bad: not the exact GELU, which costs as little
    here. Hard to compute: as gelu_tanh; the product with b must not round again; where the
    activation itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.geglu_tanh(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.31761602,  1.037142  ], dtype=float32)
    """
    return apply_gated("geglu_tanh", x, other, axis)


def geglu_quick(x: ArrayLike, other: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """geglu_quick(a, b) = a·σ(1.702·a)·b

    Its derivative: ∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)

    Good: cheap, and what models with quick_gelu expect. Bad: the coarsest approximation of GELU.
    Hard to compute: as quick_gelu; the product with b must not round again; where the activation
    itself is subnormal, so are its digits.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.geglu_quick(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([-0.30840847,  1.0511653 ], dtype=float32)
    """
    return apply_gated("geglu_quick", x, other, axis)


def reglu(x: ArrayLike, other: ArrayLike | None = None, *, axis: int = -1) -> Array:
    """reglu(a, b) = max(0, a)·b

    Its derivative: ∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)

    Good: cheap, and exactly 0 for half of the units. Bad: units whose gate is negative for every
    input stay dead. Hard to compute: one product, rounded once; 0·∞ is NaN, as in every product.

    Parameters
    ----------
    x : array_like
        Of float32, float64, float16 or bfloat16, of any shape.
    other : ArrayLike | None, default None
        The second array, if the input is not to be cut in halves.
    axis : int, default -1
        The axis to work along; -1 is the last.

    Returns
    -------
    jax.Array
        Of the input's element type; half as long along ``axis``, or of the shape of both arrays.

    References
    ----------
    N. Shazeer, GLU variants improve transformer (2020), https://arxiv.org/abs/2002.05202

    Examples
    --------
    >>> import jax.numpy as jnp, ogive.jax
    >>> ogive.jax.reglu(jnp.array([-1.0, 0.5, 2.0, 3.0]))
    Array([0. , 1.5], dtype=float32)
    """
    return apply_gated("reglu", x, other, axis)


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
    "hard_tanh",
    "hardsigmoid",
    "hard_sigmoid",
    "onnx_hardsigmoid",
    "hard_sigmoid_onnx",
    "hardswish",
    "hard_silu",
    "hard_swish",
    "hardshrink",
    "softshrink",
    "soft_thresholding",
    "shrink",
    "softsign",
    "soft_sign",
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
