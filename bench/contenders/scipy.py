"""SciPy's special functions, and what its users make of them. No gradients, one thread."""

import numpy as np
from scipy import special

from contenders.numpy import prepared

PACKAGES = ("scipy", "numpy")

NO_HALVES = ("f32", "f64")
NO_BF16 = ("f32", "f64", "f16")

# Of f16 most of its functions make f32.
DTYPES = {"softmax": NO_BF16, "log_softmax": NO_BF16}

NEW = {
    "sigmoid": special.expit,
    "silu": lambda x: x * special.expit(x),
    "gelu": lambda x: x * special.ndtr(x),
    "softplus": special.softplus,
    "mish": lambda x: x * np.tanh(special.softplus(x)),
}


def silu(x, y):
    special.expit(x, out=y)
    np.multiply(y, x, out=y)


def gelu(x, y):
    special.ndtr(x, out=y)
    np.multiply(y, x, out=y)


def mish(x, y):
    special.softplus(x, out=y)
    np.tanh(y, out=y)
    np.multiply(y, x, out=y)


GIVEN = {
    "sigmoid": lambda x, y: special.expit(x, out=y),
    "silu": silu,
    "gelu": gelu,
    "softplus": lambda x, y: special.softplus(x, out=y),
    "mish": mish,
}
IN_PLACE = {
    "sigmoid": lambda x: special.expit(x, out=x),
    "silu": lambda x: np.multiply(x, special.expit(x), out=x),
    "gelu": lambda x: np.multiply(x, special.ndtr(x), out=x),
    "softplus": lambda x: special.softplus(x, out=x),
    "mish": lambda x: np.multiply(x, np.tanh(special.softplus(x)), out=x),
}


def over_axis(axis):
    return {
        "softmax": lambda x: special.softmax(x, axis),
        "log_softmax": lambda x: special.log_softmax(x, axis),
    }


class Peer:
    def __init__(self, threads):
        np.seterr(all="ignore")

    def prepare(self, cell, arrays):
        if cell.part != "value" or cell.dtype not in DTYPES.get(cell.name, NO_HALVES):
            return None
        tables = (NEW, GIVEN, IN_PLACE) if cell.axis is None else (over_axis(cell.axis), {}, {})
        return prepared(tables, cell, arrays)
