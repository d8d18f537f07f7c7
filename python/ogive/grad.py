"""The gradients of the functions of the book, under the same names.

``ogive.grad.gelu(x, g)`` is the gradient by the input ``x`` of ``ogive.gelu(x)``, for the gradient
``g`` by its output.

Not written by hand: python/generate.py makes it from the book.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ogive._arrays import masked_scores
from ogive._functions import (
    _sigmoid,
    _tanh,
    _relu,
    _leaky_relu,
    _prelu,
    _rrelu,
    _relu6,
    _threshold,
    _thresholded_relu,
    _relu_squared,
    _hardtanh,
    _hardsigmoid,
    _onnx_hardsigmoid,
    _hardswish,
    _hardshrink,
    _softshrink,
    _shrink,
    _softsign,
    _squareplus,
    _sparse_plus,
    _sparse_sigmoid,
    _linear,
    _silu,
    _quick_gelu,
    _mish,
    _lisht,
    _tanhshrink,
    _exponential,
    _softplus,
    _log_sigmoid,
    _sqrt_softplus,
    _elu,
    _celu,
    _selu,
    _gelu,
    _gelu_tanh,
    _laplace,
    _xielu,
    _snake,
    _log1mexp,
    _softmax,
    _log_softmax,
    _softmin,
    _quiet_softmax,
    _softmax2d,
    _logsumexp,
    _gumbel_softmax,
    _sparsemax,
    _glu,
    _swiglu,
    _swiglu_clamped,
    _geglu,
    _geglu_tanh,
    _geglu_quick,
    _reglu,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray



def sigmoid(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.sigmoid`` by its input, for the gradient ``g`` by its output.

    σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.sigmoid)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.sigmoid(x, 1.0)
    array([0.10499359, 0.23500371, 0.23500371, 0.10499359], dtype=float32)
    """
    return _sigmoid.backward(x, g, out)


logistic = sigmoid
expit = sigmoid


def tanh(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.tanh`` by its input, for the gradient ``g`` by its output.

    tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.tanh)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.tanh(x, 1.0)
    array([0.07065082, 0.78644776, 0.78644776, 0.07065082], dtype=float32)
    """
    return _tanh.backward(x, g, out)


hyperbolic_tangent = tanh


def relu(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.relu`` by its input, for the gradient ``g`` by its output.

    relu′(x) = 1 for x > 0, 0 for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.relu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.relu(x, 1.0)
    array([0., 0., 1., 1.], dtype=float32)
    """
    return _relu.backward(x, g, out)


rectified_linear_unit = relu
rectifier = relu


def leaky_relu(
    x: ArrayLike,
    g: ArrayLike,
    negative_slope: float = 0.01,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.leaky_relu`` by its input, for the gradient ``g`` by its output.

    leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    negative_slope : float, default 0.01
        The slope for x ≤ 0, any finite number; the textbook's 1/a.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.leaky_relu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.leaky_relu(x, 1.0)
    array([0.01, 0.01, 1.  , 1.  ], dtype=float32)
    """
    return _leaky_relu(negative_slope).backward(x, g, out)


lrelu = leaky_relu


def prelu(
    x: ArrayLike,
    g: ArrayLike,
    weight: ArrayLike = 0.25,
    *,
    parameters: bool = False,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.prelu`` by its input, for the gradient ``g`` by its output.

    ∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    weight : ArrayLike, default 0.25
        Instead: one finite number, or one for each channel, as [0.1, 0.2].
    parameters : bool, default False
        Also give the gradients by ``weight``.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or (ndarray, dict)
        Of the shape, element type and memory order of x; if asked for, beside a dict with a
        float64 array for each learned parameter.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.prelu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.prelu(x, 1.0)
    array([0.25, 0.25, 1.  , 1.  ], dtype=float32)
    >>> ogive.grad.prelu(x, 1.0, parameters=True)[1]
    {'weight': array([-2.5])}
    """
    function = _prelu(weight)
    gradient = function.backward(x, g, out)
    return (gradient, function.parameter_gradients(x, g)) if parameters else gradient


parametric_relu = prelu


def rrelu(
    x: ArrayLike,
    g: ArrayLike,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    *,
    seed: int = 0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.rrelu`` by its input, for the gradient ``g`` by its output.

    rrelu′(x) = 1 for x > 0, r for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    lower : float, default 1 / 8
        The lower limit of the slope, finite, at most upper.
    upper : float, default 1 / 3
        The upper limit of the slope, finite.
    training : bool, default False
        Draw a slope for each element, or take the mean of the limits.
    seed : int, default 0
        What the slopes are drawn from in training, a whole number.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.rrelu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.rrelu(x, 1.0)
    array([0.22916667, 0.22916667, 1.        , 1.        ], dtype=float32)
    """
    return _rrelu(lower, upper, training, seed).backward(x, g, out)


randomized_leaky_relu = rrelu
randomised_leaky_relu = rrelu


def relu6(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.relu6`` by its input, for the gradient ``g`` by its output.

    relu6′(x) = 1 for 0 < x < 6, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.relu6)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.relu6(x, 1.0)
    array([0., 0., 1., 1.], dtype=float32)
    """
    return _relu6.backward(x, g, out)


def threshold(
    x: ArrayLike,
    g: ArrayLike,
    threshold: float = 0.0,
    value: float = 0.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.threshold`` by its input, for the gradient ``g`` by its output.

    threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    threshold : float, default 0.0
        Any finite number; x above it stays as it is; PyTorch requires it.
    value : float, default 0.0
        Any finite number; what takes the place of x elsewhere; PyTorch requires it.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.threshold)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.threshold(x, 1.0)
    array([0., 0., 1., 1.], dtype=float32)
    """
    return _threshold(threshold, value).backward(x, g, out)


def thresholded_relu(
    x: ArrayLike,
    g: ArrayLike,
    alpha: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.thresholded_relu`` by its input, for the gradient ``g`` by its
    output.

    thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    alpha : float, default 1.0
        The threshold, any finite number.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.thresholded_relu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.thresholded_relu(x, 1.0)
    array([0., 0., 0., 1.], dtype=float32)
    """
    return _thresholded_relu(alpha).backward(x, g, out)


def relu_squared(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.relu_squared`` by its input, for the gradient ``g`` by its output.

    relu_squared′(x) = 2·max(0, x)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.relu_squared)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.relu_squared(x, 1.0)
    array([0., 0., 1., 4.], dtype=float32)
    """
    return _relu_squared.backward(x, g, out)


relu2 = relu_squared
squared_relu = relu_squared


def hardtanh(
    x: ArrayLike,
    g: ArrayLike,
    min_val: float = -1.0,
    max_val: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.hardtanh`` by its input, for the gradient ``g`` by its output.

    hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    min_val : float, default -1.0
        The lowest value, any finite number below max_val.
    max_val : float, default 1.0
        The highest value, any finite number above min_val.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.hardtanh)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.hardtanh(x, 1.0)
    array([0., 1., 1., 0.], dtype=float32)
    """
    return _hardtanh(min_val, max_val).backward(x, g, out)


def hardsigmoid(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.hardsigmoid`` by its input, for the gradient ``g`` by its output.

    hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.hardsigmoid)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.hardsigmoid(x, 1.0)
    array([0.16666667, 0.16666667, 0.16666667, 0.16666667], dtype=float32)
    """
    return _hardsigmoid.backward(x, g, out)


def onnx_hardsigmoid(
    x: ArrayLike,
    g: ArrayLike,
    alpha: float = 0.2,
    beta: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.onnx_hardsigmoid`` by its input, for the gradient ``g`` by its
    output.

    onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    alpha : float, default 0.2
        The slope of the line, any finite number; a negative one makes the function fall.
    beta : float, default 0.5
        The value of the line at 0, any finite number.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.onnx_hardsigmoid)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.onnx_hardsigmoid(x, 1.0)
    array([0.2, 0.2, 0.2, 0.2], dtype=float32)
    """
    return _onnx_hardsigmoid(alpha, beta).backward(x, g, out)


hard_sigmoid_onnx = onnx_hardsigmoid


def hardswish(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.hardswish`` by its input, for the gradient ``g`` by its output.

    hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.hardswish)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.hardswish(x, 1.0)
    array([-0.16666667,  0.33333334,  0.6666667 ,  1.1666666 ], dtype=float32)
    """
    return _hardswish.backward(x, g, out)


hard_silu = hardswish


def hardshrink(
    x: ArrayLike,
    g: ArrayLike,
    lambd: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.hardshrink`` by its input, for the gradient ``g`` by its output.

    hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    lambd : float, default 0.5
        The threshold λ, any finite number; nothing is cut off below 0.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.hardshrink)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.hardshrink(x, 1.0)
    array([1., 0., 0., 1.], dtype=float32)
    """
    return _hardshrink(lambd).backward(x, g, out)


def softshrink(
    x: ArrayLike,
    g: ArrayLike,
    lambd: float = 0.5,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.softshrink`` by its input, for the gradient ``g`` by its output.

    softshrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softshrink)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.softshrink(x, 1.0)
    array([1., 0., 0., 1.], dtype=float32)
    """
    return _softshrink(lambd).backward(x, g, out)


soft_thresholding = softshrink


def shrink(
    x: ArrayLike,
    g: ArrayLike,
    lambd: float = 0.5,
    bias: float = 0.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.shrink`` by its input, for the gradient ``g`` by its output.

    shrink′(x) = 1 for |x| > lambd, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    lambd : float, default 0.5
        The threshold λ, a finite number, 0 or above.
    bias : float, default 0.0
        What is taken off on the right and added on the left, any finite number; above λ the
        function falls at the threshold.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.shrink)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.shrink(x, 1.0)
    array([1., 0., 0., 1.], dtype=float32)
    """
    return _shrink(lambd, bias).backward(x, g, out)


def softsign(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.softsign`` by its input, for the gradient ``g`` by its output.

    softsign′(x) = 1 / (1 + |x|)²

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softsign)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.softsign(x, 1.0)
    array([0.11111111, 0.44444445, 0.44444445, 0.11111111], dtype=float32)
    """
    return _softsign.backward(x, g, out)


def squareplus(
    x: ArrayLike,
    g: ArrayLike,
    b: float = 4.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.squareplus`` by its input, for the gradient ``g`` by its output.

    squareplus′(x) = (1 + x/√(x² + b)) / 2

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : float, default 4.0
        The size of the bend at 0, a finite number, 0 or above; 0 is ReLU.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.squareplus)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.squareplus(x, 1.0)
    array([0.14644662, 0.37873217, 0.6212678 , 0.8535534 ], dtype=float32)
    """
    return _squareplus(b).backward(x, g, out)


def sparse_plus(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.sparse_plus`` by its input, for the gradient ``g`` by its output.

    sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.sparse_plus)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.sparse_plus(x, 1.0)
    array([0.  , 0.25, 0.75, 1.  ], dtype=float32)
    """
    return _sparse_plus.backward(x, g, out)


def sparse_sigmoid(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.sparse_sigmoid`` by its input, for the gradient ``g`` by its output.

    sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.sparse_sigmoid)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.sparse_sigmoid(x, 1.0)
    array([0. , 0.5, 0.5, 0. ], dtype=float32)
    """
    return _sparse_sigmoid.backward(x, g, out)


def linear(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.linear`` by its input, for the gradient ``g`` by its output.

    linear′(x) = 1

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.linear)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.linear(x, 1.0)
    array([1., 1., 1., 1.], dtype=float32)
    """
    return _linear.backward(x, g, out)


identity = linear


def silu(
    x: ArrayLike,
    g: ArrayLike,
    beta: float = 1.0,
    *,
    parameters: bool = False,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.silu`` by its input, for the gradient ``g`` by its output.

    silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    beta : float, default 1.0
        The factor inside of the sigmoid, any finite number; with 0 the function is x/2, and the
        larger it is, the more it is like ReLU.
    parameters : bool, default False
        Also give the gradients by ``beta``.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or (ndarray, dict)
        Of the shape, element type and memory order of x; if asked for, beside a dict with a
        float64 array for each learned parameter.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.silu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.silu(x, 1.0)
    array([-0.09078425,  0.26003882,  0.7399612 ,  1.0907842 ], dtype=float32)
    >>> ogive.grad.silu(x, 1.0, parameters=True)[1]
    {'beta': array([0.95745051])}
    """
    function = _silu(beta)
    gradient = function.backward(x, g, out)
    return (gradient, function.parameter_gradients(x, g)) if parameters else gradient


swish = silu


def quick_gelu(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.quick_gelu`` by its input, for the gradient ``g`` by its output.

    quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.quick_gelu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.quick_gelu(x, 1.0)
    array([-0.07381535,  0.12077808,  0.8792219 ,  1.0738153 ], dtype=float32)
    """
    return _quick_gelu.backward(x, g, out)


gelu_quick = quick_gelu


def mish(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.mish`` by its input, for the gradient ``g`` by its output.

    mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x + e^(2x))²

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.mish)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.mish(x, 1.0)
    array([-0.10835509,  0.28951067,  0.88642436,  1.0693179 ], dtype=float32)
    """
    return _mish.backward(x, g, out)


def lisht(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.lisht`` by its input, for the gradient ``g`` by its output.

    lisht′(x) = tanh(x) + x·(1 − tanh²(x))

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.lisht)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.lisht(x, 1.0)
    array([-1.1053293, -0.855341 ,  0.855341 ,  1.1053293], dtype=float32)
    """
    return _lisht.backward(x, g, out)


linearly_scaled_tanh = lisht


def tanhshrink(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.tanhshrink`` by its input, for the gradient ``g`` by its output.

    tanhshrink′(x) = tanh²(x)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.tanhshrink)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.tanhshrink(x, 1.0)
    array([0.9293492 , 0.21355227, 0.21355227, 0.9293492 ], dtype=float32)
    """
    return _tanhshrink.backward(x, g, out)


def exponential(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.exponential`` by its input, for the gradient ``g`` by its output.

    exponential′(x) = e^x

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.exponential)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.exponential(x, 1.0)
    array([0.13533528, 0.60653067, 1.6487212 , 7.389056  ], dtype=float32)
    """
    return _exponential.backward(x, g, out)


exp = exponential


def softplus(
    x: ArrayLike,
    g: ArrayLike,
    beta: float = 1.0,
    threshold: float = inf,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.softplus`` by its input, for the gradient ``g`` by its output.

    softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    beta : float, default 1.0
        How sharply it bends; 1e-30 to 1e30, or the negative of such a number, which turns the
        curve upside down and all its values negative.
    threshold : float, default inf
        Where beta·x is above it, x itself is returned and the slope is 1; 1 or more, or inf for
        never; 20 in PyTorch.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softplus)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.softplus(x, 1.0)
    array([0.11920292, 0.37754068, 0.62245935, 0.8807971 ], dtype=float32)
    """
    return _softplus(beta, threshold).backward(x, g, out)


smooth_relu = softplus


def log_sigmoid(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.log_sigmoid`` by its input, for the gradient ``g`` by its output.

    log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.log_sigmoid)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.log_sigmoid(x, 1.0)
    array([0.8807971 , 0.62245935, 0.37754068, 0.11920292], dtype=float32)
    """
    return _log_sigmoid.backward(x, g, out)


log_expit = log_sigmoid


def sqrt_softplus(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.sqrt_softplus`` by its input, for the gradient ``g`` by its output.

    sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.sqrt_softplus)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.sqrt_softplus(x, 1.0)
    array([0.16729316, 0.2741633 , 0.31534383, 0.30197394], dtype=float32)
    """
    return _sqrt_softplus.backward(x, g, out)


root_softplus = sqrt_softplus


def elu(
    x: ArrayLike,
    g: ArrayLike,
    alpha: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.elu`` by its input, for the gradient ``g`` by its output.

    elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    alpha : float, default 1.0
        Minus the value at −∞ and the slope at 0, any finite number; if negative, the left side
        lies above 0 and falls.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.elu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.elu(x, 1.0)
    array([0.13533528, 0.60653067, 1.        , 1.        ], dtype=float32)
    """
    return _elu(alpha).backward(x, g, out)


exponential_linear_unit = elu


def celu(
    x: ArrayLike,
    g: ArrayLike,
    alpha: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.celu`` by its input, for the gradient ``g`` by its output.

    celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    alpha : float, default 1.0
        Minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with which the
        left side falls exponentially to −∞.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.celu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.celu(x, 1.0)
    array([0.13533528, 0.60653067, 1.        , 1.        ], dtype=float32)
    """
    return _celu(alpha).backward(x, g, out)


continuously_differentiable_elu = celu


def selu(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.selu`` by its input, for the gradient ``g`` by its output.

    selu′(x) = λ for x > 0, λα·e^x for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.selu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.selu(x, 1.0)
    array([0.23793288, 1.0663412 , 1.050701  , 1.050701  ], dtype=float32)
    """
    return _selu.backward(x, g, out)


scaled_exponential_linear_unit = selu


def gelu(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.gelu`` by its input, for the gradient ``g`` by its output.

    gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.gelu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.gelu(x, 1.0)
    array([-0.0852318 ,  0.13250488,  0.8674951 ,  1.0852318 ], dtype=float32)
    """
    return _gelu.backward(x, g, out)


gelu_erf = gelu
gelu_python = gelu


def gelu_tanh(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.gelu_tanh`` by its input, for the gradient ``g`` by its output.

    gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.gelu_tanh)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.gelu_tanh(x, 1.0)
    array([-0.08609926,  0.1326301 ,  0.8673699 ,  1.0860993 ], dtype=float32)
    """
    return _gelu_tanh.backward(x, g, out)


gelu_new = gelu_tanh
gelu_pytorch_tanh = gelu_tanh
gelu_python_tanh = gelu_tanh
gelu_accurate = gelu_tanh


def laplace(
    x: ArrayLike,
    g: ArrayLike,
    mu: float = 0.7071067811865476,
    sigma: float = 0.28209479177387814,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.laplace`` by its input, for the gradient ``g`` by its output.

    laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    mu : float, default 0.7071067811865476
        The middle of the step, any finite number; √½.
    sigma : float, default 0.28209479177387814
        The width of the step, from 1e-36 to 1e36; √(1/(4π)).
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.laplace)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.laplace(x, 1.0)
    array([1.4224986e-20, 1.4942780e-04, 1.0801151e+00, 3.8833485e-05],
          dtype=float32)
    """
    return _laplace(mu, sigma).backward(x, g, out)


laplace_activation = laplace


def xielu(
    x: ArrayLike,
    g: ArrayLike,
    alpha_p: float = 0.8,
    alpha_n: float = 0.8,
    beta: float = 0.5,
    *,
    parameters: bool = False,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.xielu`` by its input, for the gradient ``g`` by its output.

    xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    alpha_p : float, default 0.8
        The coefficient of x² on the right: 0, or from 2^-20 to 2^20.
    alpha_n : float, default 0.8
        The coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at least beta.
    beta : float, default 0.5
        The slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls below 0 and comes
        back.
    parameters : bool, default False
        Also give the gradients by ``alpha_p`` and ``alpha_n``.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or (ndarray, dict)
        Of the shape, element type and memory order of x; if asked for, beside a dict with a
        float64 array for each learned parameter.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If a parameter is refused, or if out is of another shape, read-only, or overlaps an
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.xielu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.xielu(x, 1.0)
    array([-0.19173178,  0.18522452,  1.3       ,  3.7       ], dtype=float32)
    >>> ogive.grad.xielu(x, 1.0, parameters=True)[1]
    {'alpha_p': array([4.25]), 'alpha_n': array([1.24186587])}
    """
    function = _xielu(alpha_p, alpha_n, beta)
    gradient = function.backward(x, g, out)
    return (gradient, function.parameter_gradients(x, g)) if parameters else gradient


def snake(
    x: ArrayLike,
    g: ArrayLike,
    a: float = 1.0,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.snake`` by its input, for the gradient ``g`` by its output.

    snake′(x) = 1 + sin(2a·x)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    a : float, default 1.0
        The frequency, any finite number but 0: the wave has the period π/a and the height 1/a.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.snake)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.snake(x, 1.0)
    array([1.7568024 , 0.15852901, 1.841471  , 0.2431975 ], dtype=float32)
    """
    return _snake(a).backward(x, g, out)


def log1mexp(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.log1mexp`` by its input, for the gradient ``g`` by its output.

    log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.log1mexp)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")
    >>> ogive.grad.log1mexp(x, 1.0)
    array([       nan,        nan, 1.5414941 , 0.15651764], dtype=float32)
    """
    return _log1mexp.backward(x, g, out)


log_one_minus_exp = log1mexp


def softmax(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    mask: ArrayLike | None = None,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.softmax`` by its input, for the gradient ``g`` by its output.

    ∂S_i/∂x_j = S_i·(δ_ij − S_j)/temperature; backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)/temperature

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    mask : array_like, optional
        True for the elements that take part, or numbers that are added to x, such as 0 and −∞;
        it broadcasts to the shape of x. What is masked gets no gradient, and so does a row in
        which all is.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softmax)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.softmax(x, g)
    array([[ 0.03103085, -0.00279373, -0.00759413, -0.02064299]],
          dtype=float32)
    """
    if mask is not None:
        x = masked_scores(x, mask)
    return _softmax(axis, temperature, mask is not None).backward(x, g, out)


normalized_exponential = softmax


def log_softmax(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    mask: ArrayLike | None = None,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.log_softmax`` by its input, for the gradient ``g`` by its output.

    ∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: dx_i = (g_i − e^(L_i)·Σ_j g_j)/temperature

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    mask : array_like, optional
        True for the elements that take part, or numbers that are added to x, such as 0 and −∞;
        it broadcasts to the shape of x. What is masked gets no gradient, and so does a row in
        which all is.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.log_softmax)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.log_softmax(x, g)
    array([[ 0.9679414 , -0.08714433, -0.23688282, -0.6439143 ]],
          dtype=float32)
    """
    if mask is not None:
        x = masked_scores(x, mask)
    return _log_softmax(axis, temperature, mask is not None).backward(x, g, out)


def softmin(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.softmin`` by its input, for the gradient ``g`` by its output.

    ∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: dx_i = −S_i·(g_i − Σ_j g_j·S_j)/temperature

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softmin)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.softmin(x, g)
    array([[-0.22928868,  0.15253223,  0.05611347,  0.02064299]],
          dtype=float32)
    """
    return _softmin(axis, temperature).backward(x, g, out)


def quiet_softmax(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.quiet_softmax`` by its input, for the gradient ``g`` by its output.

    ∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.quiet_softmax)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.quiet_softmax(x, g)
    array([[ 0.03068099, -0.00272898, -0.00741813, -0.02016456]],
          dtype=float32)
    """
    return _quiet_softmax(axis).backward(x, g, out)


softmax_one = quiet_softmax
softmax_plus_one = quiet_softmax
off_by_one_softmax = quiet_softmax


def softmax2d(x: ArrayLike, g: ArrayLike, *, out: NDArray[Any] | None = None) -> NDArray[Any]:
    """The gradient of ``ogive.softmax2d`` by its input, for the gradient ``g`` by its output.

    backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray
        Of the shape, element type and memory order of x; for a scalar, a scalar.

    Raises
    ------
    TypeError
        If x is of complex numbers, objects or text, or out of another type than the result.
    ValueError
        If out is of another shape, read-only, or overlaps an input without being it, or if the
        shapes of the arrays differ.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.softmax2d)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[[1.0]], [[2.0]], [[4.0]]], "float32")
    >>> g = np.zeros_like(x); g[0] = 1
    >>> ogive.grad.softmax2d(x, g).ravel()
    array([ 0.04024522, -0.00479735, -0.03544787], dtype=float32)
    """
    return _softmax2d.backward(x, g, out)


spatial_softmax2d = softmax2d


def logsumexp(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.logsumexp`` by its input, for the gradient ``g`` by its output.

    ∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.logsumexp)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.logsumexp(x, 1.0)
    array([[0.0320586 , 0.08714432, 0.23688282, 0.6439143 ]], dtype=float32)
    """
    return _logsumexp(axis).backward(x, g, out)


lse = logsumexp
softmaximum = logsumexp


def gumbel_softmax(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    temperature: float = 1.0,
    hard: bool = False,
    seed: int = 0,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.gumbel_softmax`` by its input, for the gradient ``g`` by its output.

    that of softmax at x + G, hard or not

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    temperature : float, default 1.0
        What the scores are divided by, above 0: a high one makes the results more alike.
    hard : bool, default False
        Give a one-hot draw, with the gradient of the soft one.
    seed : int, default 0
        What the noise is drawn from, a whole number.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.gumbel_softmax)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.gumbel_softmax(x, g)
    array([[ 5.8954596e-03, -3.1200361e-03, -6.0598872e-05, -2.7148246e-03]],
          dtype=float32)
    """
    return _gumbel_softmax(axis, temperature, hard, seed).backward(x, g, out)


concrete = gumbel_softmax


def sparsemax(
    x: ArrayLike,
    g: ArrayLike,
    axis: int = -1,
    *,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The gradient of ``ogive.sparsemax`` by its input, for the gradient ``g`` by its output.

    backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of any shape and layout: float16, float32, float64 or bfloat16. Whole numbers
        become floats, as in NumPy's own functions.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    axis : int, default -1
        The axis to normalise over; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

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
        input without being it, or if the shapes of the arrays differ.
    numpy.exceptions.AxisError
        If x has no such axis; it is a ValueError, too.

    Notes
    -----
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.sparsemax)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> g = np.zeros_like(x); g[0, 0] = 1
    >>> ogive.grad.sparsemax(x, g)
    array([[0., 0., 0., 0.]], dtype=float32)
    """
    return _sparsemax(axis).backward(x, g, out)


def glu(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.glu`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = σ(b); ∂/∂b = a·σ′(b)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.glu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.glu(x, 1.0)
    array([[0.95257413, 0.98201376, 0.04517666, 0.03532541]], dtype=float32)
    """
    if b is None:
        return _glu(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("glu: out and two arrays; expected one of them, as there are two gradients")
    return _glu(axis).backward_pair(x, b, g)


gated_linear_unit = glu


def swiglu(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.swiglu`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = silu′(a)·b; ∂/∂b = silu(a)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.swiglu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.swiglu(x, 1.0)
    array([[2.7830114, 4.363137 , 0.7310586, 1.7615942]], dtype=float32)
    """
    if b is None:
        return _swiglu(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("swiglu: out and two arrays; expected one of them, as there are two gradients")
    return _swiglu(axis).backward_pair(x, b, g)


silu_glu = swiglu


def swiglu_clamped(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    alpha: float = 1.702,
    limit: float = 7.0,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.swiglu_clamped`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b < limit, 0 elsewhere

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    alpha : float, default 1.702
        What the sigmoid's argument is multiplied by, any finite number.
    limit : float, default 7.0
        Where both are cut off, above 0.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.swiglu_clamped)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.swiglu_clamped(x, 1.0)
    array([[4.2711186 , 5.3690767 , 0.84579575, 1.9356586 ]], dtype=float32)
    """
    if b is None:
        return _swiglu_clamped(alpha, limit, axis).backward(x, g, out)
    if out is not None:
        raise TypeError("swiglu_clamped: out and two arrays; expected one of them, as there are two gradients")
    return _swiglu_clamped(alpha, limit, axis).backward_pair(x, b, g)


swiglu_oai = swiglu_clamped
gpt_oss_glu = swiglu_clamped


def geglu(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.geglu`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.geglu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.geglu(x, 1.0)
    array([[3.2499464, 4.340927 , 0.8413448, 1.9544997]], dtype=float32)
    """
    if b is None:
        return _geglu(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("geglu: out and two arrays; expected one of them, as there are two gradients")
    return _geglu(axis).backward_pair(x, b, g)


geglu_erf = geglu


def geglu_tanh(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.geglu_tanh`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.geglu_tanh)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.geglu_tanh(x, 1.0)
    array([[3.2488923, 4.344397 , 0.841192 , 1.9545977]], dtype=float32)
    """
    if b is None:
        return _geglu_tanh(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("geglu_tanh: out and two arrays; expected one of them, as there are two gradients")
    return _geglu_tanh(axis).backward_pair(x, b, g)


def geglu_quick(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.geglu_quick`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.geglu_quick)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.geglu_quick(x, 1.0)
    array([[3.2033389 , 4.2952614 , 0.84579575, 1.9356586 ]], dtype=float32)
    """
    if b is None:
        return _geglu_quick(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("geglu_quick: out and two arrays; expected one of them, as there are two gradients")
    return _geglu_quick(axis).backward_pair(x, b, g)


def reglu(
    x: ArrayLike,
    g: ArrayLike,
    b: ArrayLike | None = None,
    *,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> Any:
    """The gradient of ``ogive.reglu`` by its input, for the gradient ``g`` by its output.

    ∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)

    Parameters
    ----------
    x : array_like
        The input, of float16, float32, float64 or bfloat16: its two halves along ``axis`` are a
        and b. With ``b``, it is a alone.
    g : array_like
        The gradient by the output, of its shape; a number stands for as many.
    b : array_like, optional
        The second array, of the shape of x.
    axis : int, default -1
        The axis along which one array holds both halves, of even length; -1 is the last.
    out : ndarray, optional
        Where the gradient goes: an array of the shape and element type of x. It may be ``x`` or
        ``g`` itself.

    Returns
    -------
    ndarray, or a pair of them
        The gradient by x; with ``b``, those by x and b.

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
    Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and
    origin: ``help(ogive.reglu)``.

    Examples
    --------
    >>> import numpy as np, ogive
    >>> x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")
    >>> ogive.grad.reglu(x, 1.0)
    array([[3., 4., 1., 2.]], dtype=float32)
    """
    if b is None:
        return _reglu(axis).backward(x, g, out)
    if out is not None:
        raise TypeError("reglu: out and two arrays; expected one of them, as there are two gradients")
    return _reglu(axis).backward_pair(x, b, g)


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
