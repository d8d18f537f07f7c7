"""NumPy, in the formulas that its users write: it has no activation functions by name.

It has no gradients and no bfloat16, and one thread. Into a given array each step writes there;
in place, a formula that needs the input to the end makes one array on the way.
"""

import numpy as np

from contenders.cell import Prepared

PACKAGES = ("numpy",)

ROOT = float(np.sqrt(2 / np.pi))

NEW = {
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.maximum(x, 0.01 * x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "gelu_tanh": lambda x: 0.5 * x * (1 + np.tanh(ROOT * (x + 0.044715 * x * x * x))),
    "softplus": lambda x: np.logaddexp(x, x.dtype.type(0)),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "mish": lambda x: x * np.tanh(np.logaddexp(x, x.dtype.type(0))),
    "hardswish": lambda x: x * np.clip(x + 3, 0, 6) / 6,
}


# The same with every step written into `y`, which is not `x`.


def leaky_relu(x, y):
    np.multiply(x, 0.01, out=y)
    np.maximum(x, y, out=y)


def one_and_exp(x, y):
    np.negative(x, out=y)
    np.exp(y, out=y)
    np.add(y, 1, out=y)


def sigmoid(x, y):
    one_and_exp(x, y)
    np.reciprocal(y, out=y)


def silu(x, y):
    one_and_exp(x, y)
    np.divide(x, y, out=y)


def gelu_tanh(x, y):
    np.multiply(x, x, out=y)
    np.multiply(y, 0.044715 * ROOT, out=y)
    np.add(y, ROOT, out=y)
    np.multiply(y, x, out=y)
    np.tanh(y, out=y)
    np.add(y, 1, out=y)
    np.multiply(y, x, out=y)
    np.multiply(y, 0.5, out=y)


def softplus(x, y):
    np.logaddexp(x, x.dtype.type(0), out=y)


def elu(x, y):
    # e^x − 1 of what is below 0, and x − 0 of what is above.
    np.minimum(x, 0, out=y)
    np.expm1(y, out=y)
    np.copyto(y, x, where=x > 0)


def mish(x, y):
    softplus(x, y)
    np.tanh(y, out=y)
    np.multiply(y, x, out=y)


def hardswish(x, y):
    np.add(x, 3, out=y)
    np.clip(y, 0, 6, out=y)
    np.multiply(y, x, out=y)
    np.divide(y, 6, out=y)


GIVEN = {
    "relu": lambda x, y: np.maximum(x, 0, out=y),
    "leaky_relu": leaky_relu,
    "sigmoid": sigmoid,
    "tanh": lambda x, y: np.tanh(x, out=y),
    "silu": silu,
    "gelu_tanh": gelu_tanh,
    "softplus": softplus,
    "elu": elu,
    "mish": mish,
    "hardswish": hardswish,
}
# Where a step reads the input after the first one has been written, one array is made.
IN_PLACE = {
    "relu": lambda x: np.maximum(x, 0, out=x),
    "leaky_relu": lambda x: np.maximum(x, 0.01 * x, out=x),
    "sigmoid": lambda x: sigmoid(x, x),
    "tanh": lambda x: np.tanh(x, out=x),
    "silu": lambda x: np.divide(x, 1 + np.exp(-x), out=x),
    "softplus": lambda x: softplus(x, x),
    "elu": lambda x: np.expm1(x, out=x, where=x < 0),
    "mish": lambda x: np.multiply(x, np.tanh(np.logaddexp(x, x.dtype.type(0))), out=x),
    "hardswish": lambda x: np.multiply(x, np.clip(x + 3, 0, 6) / 6, out=x),
}


def over_axis(axis):
    """The three tables once more, for the functions of a row."""

    def shift(x, y):
        np.subtract(x, x.max(axis, keepdims=True), out=y)

    def softmax(x, y):
        shift(x, y)
        np.exp(y, out=y)
        np.divide(y, y.sum(axis, keepdims=True), out=y)

    def log_softmax(x, y):
        shift(x, y)
        np.subtract(y, np.log(np.exp(y).sum(axis, keepdims=True)), out=y)

    def made(write):
        def call(x):
            y = np.empty_like(x)
            write(x, y)
            return y

        return call

    given = {"softmax": softmax, "log_softmax": log_softmax}
    new = {name: made(write) for name, write in given.items()}
    in_place = {"softmax": lambda x: softmax(x, x), "log_softmax": lambda x: log_softmax(x, x)}
    return new, given, in_place


class Peer:
    def __init__(self, threads):
        # What overflows on the way is part of these formulas.
        np.seterr(all="ignore")

    def prepare(self, cell, arrays):
        if cell.part != "value" or cell.dtype == "bf16":
            return None
        tables = (NEW, GIVEN, IN_PLACE) if cell.axis is None else over_axis(cell.axis)
        return prepared(tables, cell, arrays)


def prepared(tables, cell, arrays):
    """The call of a cell from three tables: of functions of x, of x and y, of an x written over."""
    new, given, in_place = (table.get(cell.name) for table in tables)
    if cell.into == "new" and new:
        x = arrays.x
        return Prepared(lambda: new(x))
    if cell.into == "given" and given:
        x, y = arrays.x, arrays.result()
        return Prepared(lambda: given(x, y), lambda _: y)
    if cell.into == "in_place" and in_place:
        own = arrays.copy()
        restart = lambda: arrays.put_back(own)
        return Prepared(lambda: in_place(own), lambda _: own, restart=restart)
    return None
