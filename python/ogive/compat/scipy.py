"""Functions of ``scipy.special``, with its signatures.

    from ogive.compat.scipy import expit, log_expit, log_softmax, logsumexp, softmax

What differs: the results are right to the last bit, or nearly; float16 stays float16, where SciPy gives
float32; ``bfloat16`` works; and complex numbers are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ogive import _functions
from ogive._arrays import plain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["expit", "log_expit", "log_softmax", "logsumexp", "softmax"]


def expit(x: ArrayLike, out: Any = None) -> NDArray[Any]:
    """The logistic function 1/(1 + e^(−x)), as ``scipy.special.expit``.

    >>> expit([-1.0, 0.0, 1.0])
    array([0.26894142, 0.5       , 0.73105858])
    """
    return _functions.sigmoid(x, out=_one(out))


def log_expit(x: ArrayLike, out: Any = None) -> NDArray[Any]:
    """The logarithm of the logistic function, as ``scipy.special.log_expit``.

    >>> log_expit([-1000.0, 0.0])
    array([-1.00000000e+03, -6.93147181e-01])
    """
    return _functions.log_sigmoid(x, out=_one(out))


def softmax(x: ArrayLike, axis: int | tuple[int, ...] | None = None) -> NDArray[Any]:
    """e^x by the sum of those along the axis, or the axes, or over all of ``x``.

    As ``scipy.special.softmax``.

    >>> softmax([[1.0, 2.0], [2.0, 1.0]]).sum().round(12)
    np.float64(1.0)
    """
    return _over(_functions.softmax, x, axis)


def log_softmax(x: ArrayLike, axis: int | tuple[int, ...] | None = None) -> NDArray[Any]:
    """The logarithm of softmax, as ``scipy.special.log_softmax``.

    >>> log_softmax([0.0, 1000.0])
    array([-1000.,    -0.])
    """
    return _over(_functions.log_softmax, x, axis)


def logsumexp(
    a: ArrayLike,
    axis: int | tuple[int, ...] | None = None,
    b: ArrayLike | None = None,
    keepdims: bool = False,
    return_sign: bool = False,
) -> Any:
    """log Σ b·e^a along the axis, or the axes, or over all of ``a``.

    As ``scipy.special.logsumexp``. Without ``return_sign``, a negative sum gives NaN.

    >>> logsumexp([1000.0, 1000.0])
    np.float64(1000.6931471805599)
    >>> logsumexp([1.0, 2.0], b=[1.0, -1.0], return_sign=True)
    (np.float64(1.5413248546129181), np.float64(-1.0))
    """
    terms = plain(a)
    if b is None:
        result = _reduced(terms, axis)
        sign = np.sign(np.exp(np.minimum(result, 0)))
    else:
        result, sign = _weighted(terms, plain(b, terms.dtype), axis)
        if not return_sign:
            result = np.where(sign < 0, result.dtype.type(np.nan), result)
    if not keepdims:
        axes = _axes(axis, result.ndim)
        result, sign = result.squeeze(axes), sign.squeeze(axes)
    # As scalars, if they are.
    return (result[()], sign[()]) if return_sign else result[()]


def _one(out):
    # NumPy's own functions take the array in a tuple as well.
    return out[0] if isinstance(out, tuple) and len(out) == 1 else out


def _axes(axis, dimensions):
    if axis is None:
        return tuple(range(dimensions))
    axes = axis if isinstance(axis, tuple) else (axis,)
    checked = []
    for one in axes:
        one = int(one)
        if not -dimensions <= one < dimensions:
            raise np.exceptions.AxisError(one, dimensions)
        checked.append(one % dimensions)
    if len(set(checked)) != len(checked):
        raise ValueError(f"axis={axis}: an axis is named twice")
    return tuple(sorted(checked))


def _in_a_row(x, axes):
    """``x`` with these axes as the last one, and how to get their order back."""
    order = [axis for axis in range(x.ndim) if axis not in axes] + list(axes)
    moved = x.transpose(order)
    rest = x.ndim - len(axes)
    return moved.reshape(*moved.shape[:rest], -1), moved.shape, np.argsort(order)


def _over(function, x, axis):
    x = plain(x)
    axes = _axes(axis, x.ndim)
    if len(axes) == 1:
        return function(x, axes[0])
    rows, shape, back = _in_a_row(x, axes)
    return function(rows, -1).reshape(shape).transpose(back)[()]


def _reduced(a, axis):
    """log Σ e^a, with the axes at length 1."""
    axes = _axes(axis, a.ndim)
    if len(axes) == 1 and a.shape[axes[0]] > 0:
        return _functions.logsumexp(a, axes[0])
    rows, _, _ = _in_a_row(a, axes)
    shape = [1 if axis in axes else length for axis, length in enumerate(a.shape)]
    if rows.shape[-1] == 0:
        return np.full(shape, -np.inf, a.dtype)
    return np.reshape(_functions.logsumexp(rows, -1), shape)


def _weighted(a, b, axis):
    """log |Σ b·e^a| and the sign of the sum: what is added, and what is taken off, each for itself."""
    a, b = np.broadcast_arrays(a, b)
    dtype = np.result_type(a, b)
    # The logarithm of a weight has a rounding error, which wider numbers keep small.
    wide = np.float64
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(b == 0, -np.inf, a.astype(wide) + np.log(np.abs(b.astype(wide))))
    added = _reduced(np.where(b > 0, terms, np.where(np.isnan(b), np.nan, -np.inf)), axis)
    taken = _reduced(np.where(b < 0, terms, -np.inf), axis)
    high, low = np.maximum(added, taken), np.minimum(added, taken)
    with np.errstate(invalid="ignore"):
        gap = np.where(high == low, 0.0, high - low)
        result = high + _functions.log1mexp(gap)
    result = np.where(np.isneginf(low), high, result)
    sign = np.where(added > taken, 1.0, np.where(added < taken, -1.0, added + taken))
    sign = np.where(added == taken, 0.0, sign)
    return result.astype(dtype), sign.astype(dtype)
