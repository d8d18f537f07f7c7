"""Arrays of bfloat16 from other libraries, such as PyTorch's tensors, which NumPy cannot take by itself."""

from ogive._core import _bfloat16_bits

__all__ = ["bfloat16_array"]


def bfloat16_array(x):
    """Another library's array of bfloat16 as one of ``ml_dtypes.bfloat16`` over the same memory."""
    bits = _bfloat16_bits(x)
    given = f"{type(x).__module__}.{type(x).__name__} of {getattr(x, 'dtype', 'an unknown element type')}"
    if bits is None:
        raise TypeError(
            f"{given}: NumPy cannot take it; expected an array in the memory of the processor, of float16, "
            "float32, float64 or bfloat16"
        )
    try:
        from ml_dtypes import bfloat16
    except ImportError:
        raise TypeError(
            f"{given}: NumPy has no bfloat16 of its own; install ml_dtypes, or convert it to float32"
        ) from None
    return bits.view(bfloat16)
