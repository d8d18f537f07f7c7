"""What is not a plain array yet, on its way to the compiled part.

The compiled part takes arrays as they lie if they are of class ``numpy.ndarray`` itself, of an element type
that it has, aligned, and in the machine's byte order. Everything else comes here once, and is handed back
as such arrays.
"""

import sys

import numpy as np

__all__ = ["call", "masked_rows", "plain"]

# What NumPy's own functions make of whole numbers and truth values.
_NARROW = {"bool": "float16", "int8": "float16", "uint8": "float16", "int16": "float32", "uint16": "float32"}

_FLOATS = frozenset(np.dtype(name) for name in ("float16", "float32", "float64"))

# Of what an array is plain at once.
_NUMBERS = frozenset([float, np.float16, np.float32, np.float64])


def plain(x, like=None):
    """``x`` as a plain array. A number of Python is of the type ``like``, if that is given."""
    if like is not None and type(x) in (bool, int, float):
        return np.asarray(x, like)
    x = _array(x)
    if type(x) is np.ndarray and x.dtype in _FLOATS and x.flags.aligned:
        return x
    dtype = x.dtype.newbyteorder("=")
    if dtype not in _FLOATS and dtype.name != "bfloat16":
        dtype = np.dtype(_NARROW.get(dtype.name, "float64"))
        if x.dtype.kind not in "biu":
            raise TypeError(_refusal(x))
    # As a plain array; a copy only of what does not lie as it has to.
    return np.require(x, dtype, ["A", "E"])


def _array(x):
    if isinstance(x, np.ndarray):
        return x
    if not hasattr(x, "__dlpack__") or hasattr(x, "__array_interface__"):
        return np.asarray(x)
    # Another library's array.
    try:
        return np.asarray(x) if hasattr(x, "__array__") else np.from_dlpack(x)
    except (BufferError, RuntimeError, TypeError):
        # Of bfloat16, which NumPy does not know? One that is recorded for its gradient is not taken silently.
        if not str(getattr(x, "dtype", "")).endswith("bfloat16") or getattr(x, "requires_grad", False):
            raise
    from ogive._dlpack import bfloat16_array

    return bfloat16_array(x)


def _refusal(x):
    given = f"an array of {x.dtype}"
    expected = "expected float16, float32, float64, bfloat16, or whole numbers"
    if x.dtype.kind == "c":
        return f"{given}: these functions take real numbers; {expected}, such as x.real"
    if x.dtype == np.longdouble:
        return f"{given}: nothing is computed in more than float64; {expected}, such as x.astype(float)"
    if x.dtype == object:
        return f"{given}; {expected}: x.astype(float) makes numbers of what can be read as such"
    return f"{given}; {expected}"


def call(function, method, arrays, out=None):
    """Calls a method of a function once more, with plain arrays."""
    if len(arrays) == 1 and type(arrays[0]) in _NUMBERS:
        return getattr(function, method)(np.asarray(arrays[0]), out)
    if _masked(*arrays, out):
        return _call_masked(function, method, arrays, out)
    first, *others = arrays
    first = plain(first)
    if not others:
        return getattr(function, method)(first, out)
    others = [plain(other, first.dtype) for other in others]
    dtype = first.dtype if method != "second_derivative" else np.dtype(np.float64)
    for other in others:
        if other.dtype != dtype:
            dtype = np.result_type(dtype, other.dtype)
    first, *others = (array.astype(dtype, copy=False) for array in (first, *others))
    # A single number stands for as many as there have to be.
    shape = first.shape
    if method in ("backward", "parameter_gradients"):
        shape = function.output_shape(shape)
    others = [other if other.ndim else np.broadcast_to(other, shape) for other in others]
    arguments = (first, *others) if out is None else (first, *others, out)
    return getattr(function, method)(*arguments)


def _masked(*arrays):
    # An array can only be of that class if the module has been loaded.
    ma = sys.modules.get("numpy.ma")
    return ma is not None and any([isinstance(array, ma.MaskedArray) for array in arrays])


def _call_masked(function, method, arrays, out):
    """The same for arrays with a mask, which the result has, too."""
    ma = np.ma
    data = [ma.getdata(array) if isinstance(array, ma.MaskedArray) else array for array in arrays]
    mask = ma.nomask
    for array in arrays:
        mask = ma.mask_or(mask, ma.getmask(array), shrink=False)
    target = None if out is None else ma.getdata(out)
    if function.kind != "element" and mask is not ma.nomask:
        if method != "forward" or not _takes_masks(function):
            raise TypeError(
                f"{function.name}: an array with a mask; expected one without, since what is masked would "
                "take part: fill it first, as x.filled(-numpy.inf) does"
            )
        function = type(function)(function.name, **{**function.arguments, "masked": True})
        result = masked_rows(function, data[0], ~mask, target)
    elif method == "parameter_gradients":
        # What is masked adds nothing.
        gradient = np.where(mask, 0, data[1])
        return call(function, method, (data[0], gradient.astype(np.asarray(data[1]).dtype)))
    else:
        result = call(function, method, data, target)
    if isinstance(out, ma.MaskedArray):
        out.mask = mask
        return out
    if isinstance(result, tuple):
        return tuple(ma.masked_array(one, mask, copy=False) for one in result)
    return ma.masked_array(result, mask if mask is ma.nomask else mask.copy(), copy=False)


def _takes_masks(function):
    return "masked" in function.parameters


def masked_rows(function, x, mask, out=None):
    """A function over an axis of those elements of ``x`` whose mask is true, or of ``x`` plus the mask."""
    scores = masked_scores(x, mask)
    return function.forward(scores, scores if out is None else out)


def masked_scores(x, mask):
    """``x`` with −∞ where the mask is false, or plus a mask of numbers, as a new array."""
    scores = plain(x)
    mask = np.asarray(mask)
    if mask.dtype != bool and mask.dtype.kind not in "fV":
        raise TypeError(
            f"mask has dtype {mask.dtype}; expected bool, true for what takes part, or numbers of a floating "
            "type, which are added to the scores"
        )
    try:
        mask = np.broadcast_to(mask, scores.shape)
    except ValueError:
        raise ValueError(
            f"mask has shape {mask.shape}; expected one that broadcasts to {scores.shape}, the shape of x"
        ) from None
    scores = scores.copy(order="K")
    if mask.dtype == bool:
        np.copyto(scores, scores.dtype.type(-np.inf), where=~mask)
    else:
        scores += mask.astype(scores.dtype, copy=False)
    return scores
