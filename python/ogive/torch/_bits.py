"""A bit for each element: all that the gradient needs of a function whose slope takes two values.

What is kept says of each element whether its slope is the smaller one of two. Backward takes an input with that slope
in the element's place: -1 or 1 where the sign decides, else one of two inputs that are kept behind the bits. So the
gradient comes from the function's own slope, and nothing here knows it. NaN, which has neither slope, counts as having
the larger one: the gradient that arrives passes on, as it does in PyTorch's relu.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import torch
from torch import Tensor

from ._tensors import array, tensor

#: So many elements are looked at in one step, where a whole array in between would cost memory.
CHUNK = 1 << 16


def order(x: Tensor) -> list[int]:
    """The dimensions, those that reach farthest in memory first; empty if they are in that order."""
    if x.is_contiguous():
        return []
    strides = x.stride()
    return sorted(range(x.dim()), key=lambda dim: -strides[dim])


def inverse(axes: list[int]) -> list[int]:
    """What undoes a permutation."""
    back = [0] * len(axes)
    for position, axis in enumerate(axes):
        back[axis] = position
    return back


def in_order(g: Tensor, axes: list[int]) -> Tensor:
    """New memory with the shape of ``g``, whose dimensions lie in this order."""
    if not axes:
        return g.new_empty(g.shape)
    return g.new_empty([g.shape[axis] for axis in axes]).permute(inverse(axes))


def flat(x: Tensor, axes: list[int]) -> Tensor:
    """The elements in this order of the dimensions."""
    return (x.permute(axes) if axes else x).reshape(-1)


def length(count: Any) -> Any:
    """The bytes for so many bits."""
    return (count + 7) // 8


def by_test(
    x: numpy.ndarray, test: Callable[[numpy.ndarray], numpy.ndarray], more: int = 0
) -> numpy.ndarray:
    """What a test says of each element, a part at a time; with room for more bytes behind."""
    bits = numpy.empty(length(len(x)) + more, numpy.uint8)
    for start in range(0, len(x), CHUNK):
        part = x[start : start + CHUNK]
        bits[start // 8 : length(start + len(part))] = numpy.packbits(test(part))
    return bits


#: Minus infinity in half precision, without its sign: what is above is no number.
INFINITY = {torch.float16: 0x7C00, torch.bfloat16: 0x7F80}


def by_sign(x: Tensor) -> Tensor:
    """The bits where the sign decides: is it 0 or below?"""
    infinity = INFINITY.get(x.dtype)
    if infinity is None:
        return torch.from_numpy(by_test(array(x), lambda part: part <= 0))

    def test(word: numpy.ndarray) -> numpy.ndarray:
        return (word - numpy.uint16(0x8000) <= infinity) | (word == 0)

    return torch.from_numpy(by_test(words(array(x)), test))


def by_slope(x: Tensor, slopes: Callable[[numpy.ndarray], numpy.ndarray]) -> Tensor:
    """The bits by the slopes themselves, and behind them two inputs: one with the larger slope, one with the other."""
    memory = array(x)
    found: dict[float, Any] = {}
    start, step = 0, 1024
    while start < len(memory) and len(found) < 2:
        part = memory[start : start + step]
        found |= distinct(words(slopes(part)), words(part), x.dtype)
        start, step = start + step, min(2 * step, CHUNK)
    low, high = (min(found), max(found)) if found else (0.0, 0.0)
    pair = [found[high], found[low]] if found else [0, 0]
    tail = numpy.array(pair, words(memory).dtype).view(numpy.uint8)
    if low == high:
        bits = numpy.zeros(length(len(memory)) + len(tail), numpy.uint8)
    else:
        least = words(slopes(tail.view(memory.dtype)[1:]))[0]
        bits = by_test(memory, lambda part: words(slopes(part)) == least, len(tail))
    bits[length(len(memory)) :] = tail
    return torch.from_numpy(bits)


def distinct(slopes: numpy.ndarray, inputs: numpy.ndarray, dtype: torch.dtype) -> dict[float, Any]:
    """The slopes that there are, but for NaN, each with an input that has it."""
    found = {}
    # Two, and NaN.
    for _ in range(3):
        if len(slopes) == 0:
            break
        slope = slopes[:1]
        number = tensor(slope.view(FLOATS[dtype]), dtype).item()
        if number == number:
            found[number] = inputs[0]
        differs = slopes != slope
        slopes, inputs = slopes[differs], inputs[differs]
    return found


#: The element types as NumPy has them.
FLOATS = {
    torch.float32: numpy.float32,
    torch.float64: numpy.float64,
    torch.float16: numpy.float16,
    torch.bfloat16: numpy.uint16,
}


def words(x: numpy.ndarray) -> numpy.ndarray:
    """The words that numbers are made of."""
    return x.view(f"u{x.itemsize}")


@functools.cache
def ones(dtype: torch.dtype) -> numpy.ndarray:
    """As many ones as are looked at in one step."""
    return array(torch.ones(CHUNK, dtype=dtype))


@functools.cache
def signs(dtype: torch.dtype) -> numpy.ndarray:
    return table(array(torch.tensor([1.0, -1.0], dtype=dtype)))


def table(pair: numpy.ndarray) -> numpy.ndarray:
    """For each byte the eight numbers that its bits stand for."""
    return pair[numpy.unpackbits(numpy.arange(256, dtype=numpy.uint8)[:, None], axis=1)]


def inputs(bits: Tensor, count: int, dtype: torch.dtype, chunk: int) -> Iterator[numpy.ndarray]:
    """For each element an input that has its slope, so many at a time."""
    memory = bits.numpy()
    tail = memory[length(count) :]
    of_byte = table(tail.copy().view(FLOATS[dtype])) if len(tail) else signs(dtype)
    for start in range(0, count, chunk):
        stop = min(start + chunk, count)
        part = of_byte.take(memory[start // 8 : length(stop)], axis=0)
        yield part.reshape(-1)[: stop - start]
