"""A cell of the grid, the arrays that it is measured on, and what a peer makes of both."""

import math
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ml_dtypes
import numpy as np

TYPES = {
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
    "f16": np.dtype(np.float16),
    "bf16": np.dtype(ml_dtypes.bfloat16),
}
PARTS = ("value", "gradient", "gradient_from_output")
INTO = ("new", "given", "in_place")


@dataclass(frozen=True)
class Cell:
    """What is measured: one function, in one way, on one array."""

    function: str  # as ogive reads it: "gelu", "softmax(-1)"
    part: str
    dtype: str
    shape: tuple[int, ...]
    threads: int
    into: str

    @property
    def takes_gradient(self):
        return self.part != "value"

    @property
    def name(self):
        """The function without its axis."""
        return re.sub(r"\(-?\d+\)$", "", self.function)

    @property
    def axis(self):
        """The axis that the function goes along, None where it has none."""
        found = re.search(r"\((-?\d+)\)$", self.function)
        return int(found[1]) if found else None

    @property
    def output_shape(self):
        shape = list(self.shape)
        if self.name == "glu":
            shape[self.axis] //= 2
        if self.name == "logsumexp":
            shape[self.axis] = 1
        return tuple(shape)

    def __str__(self):
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        return (
            f"{self.function} {self.part.replace('_', ' ')} {self.dtype} {size(self.shape)}, "
            f"{threads}, {self.into}"
        )


def size(shape):
    """A shape as it is written on the command line: 2^18, 4096x1000."""
    power = math.prod(shape).bit_length() - 1
    return f"2^{power}" if shape == (1 << power,) else "x".join(map(str, shape))


def touched(shape, dtype):
    """An array of zeros that begins at a cache line, in memory that the system has already given.

    NumPy's own large arrays begin 16 bytes after one, and peers that load whole vectors would pay.
    """
    count = math.prod(shape) * dtype.itemsize
    raw = np.empty(count + 64, np.uint8)
    raw.fill(0)
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + count].view(dtype).reshape(shape)


def normal(shape, dtype, deviation, seed):
    made = touched(shape, dtype)
    rng = np.random.default_rng(seed)
    wide = np.float64 if dtype == np.float64 else np.float32
    flat = made.reshape(-1)
    for first in range(0, flat.size, 1 << 20):
        part = flat[first : first + (1 << 20)]
        drawn = rng.standard_normal(part.size, wide) * wide(deviation)
        # At a kink each library has a slope of its own: at 0, and at hardswish's ±3, where half
        # precision gets often, because x + 3 is rounded.
        drawn[np.abs(drawn) < 1e-6] = 1e-6
        drawn[np.abs(np.abs(drawn) - 3) < 0.04] = 2
        part[...] = drawn
    return made


class Arrays:
    """The input and the incoming gradient of a cell. Nobody writes to them."""

    def __init__(self, cell):
        self.key = (cell.shape, cell.output_shape, cell.dtype)
        self.shape, self.output_shape, self.dtype = cell.shape, cell.output_shape, TYPES[cell.dtype]

    @cached_property
    def x(self):
        return normal(self.shape, self.dtype, 3, seed=11)

    @cached_property
    def g(self):
        return normal(self.output_shape, self.dtype, 1, seed=12)

    def copy(self):
        """The input once more, to be written over."""
        made = touched(self.shape, self.dtype)
        self.put_back(made)
        return made

    def put_back(self, own):
        """Makes such a copy what it was. One thread does it, whoever's array it is: threads that put back what they then work on
        are awake, and have it in their caches."""
        np.copyto(own, self.x)

    def result(self):
        """An array of one's own, to write a result into."""
        return touched(self.output_shape, self.dtype)

    def gradient(self):
        """Likewise for a gradient."""
        return touched(self.shape, self.dtype)


@dataclass
class Prepared:
    """A call that is ready to be timed."""

    call: Callable[[], Any]
    #: What it returned, or wrote, as a NumPy array.
    array: Callable[[Any], np.ndarray] = field(default=lambda result: result)
    #: What it is to be called in.
    within: Callable[[], AbstractContextManager] = nullcontext
    #: In place: puts the input back, which calls have changed.
    restart: Callable[[], Any] | None = None
