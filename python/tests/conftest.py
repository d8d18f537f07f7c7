"""What the tests share."""

import ml_dtypes
import numpy as np
import pytest

from ogive import _core

BOOK = {page["name"]: page for page in _core.book()}
DTYPES = [np.dtype(t) for t in (np.float16, np.float32, np.float64, ml_dtypes.bfloat16)]


def made(name):
    """The function of that name at its defaults, over the last axis if it is over one."""
    page = BOOK[name]
    over = any(p["name"] == "axis" for p in page["parameters"])
    return _core.Function(name, **({"axis": -1} if over else {}))


def fitting(name, dtype, shape=(4, 3, 6), seed=1):
    """Numbers that a function of any kind takes."""
    x = np.random.default_rng(seed).normal(0, 3, shape)
    if BOOK[name]["domain"][0] == 0:
        x = np.abs(x)
    return x.astype(dtype)


def same_bits(a, b):
    """Fails unless both are the same to the last bit."""
    a, b = np.asarray(a), np.asarray(b)
    assert a.dtype == b.dtype and a.shape == b.shape
    bits = f"u{a.dtype.itemsize}"
    np.testing.assert_array_equal(
        np.ascontiguousarray(a).view(bits), np.ascontiguousarray(b).view(bits)
    )


@pytest.fixture(params=DTYPES, ids=str)
def dtype(request):
    return request.param
