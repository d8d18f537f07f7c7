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

#: So many elements are looked at in one step, where a whole array in between would cost memory.
CHUNK = 1 << 17


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


def by_test(x: Tensor, test: Callable[[Tensor], Tensor], more: int = 0) -> numpy.ndarray:
    """What a test says of each element, a part at a time; with room for more bytes behind."""
    count = x.numel()
    bits = numpy.empty(length(count) + more, numpy.uint8)
    for start in range(0, count, CHUNK):
        part = x[start : start + CHUNK]
        bits[start // 8 : length(start + len(part))] = numpy.packbits(test(part).numpy())
    return bits


def by_sign(x: Tensor) -> Tensor:
    """The bits where the sign decides."""
    return torch.from_numpy(by_test(x, lambda part: part <= 0))


def by_slope(x: Tensor, slopes: Callable[[Tensor], Tensor]) -> Tensor:
    """The bits by the slopes themselves, and behind them two inputs: one with the larger slope, one with the other."""
    low = high = None
    for part in x.split(CHUNK):
        if len(part) == 0:
            break
        slope = slopes(part)
        least = slope.nan_to_num(nan=float("inf")).argmin()
        most = slope.nan_to_num(nan=-float("inf")).argmax()
        low = min(
            low or (float("inf"),), (slope[least].item(), part[least]), key=lambda pair: pair[0]
        )
        high = max(
            high or (-float("inf"),), (slope[most].item(), part[most]), key=lambda pair: pair[0]
        )
        if low[0] < high[0]:
            break
    representatives = torch.stack([high[1], low[1]]) if low and high else x.new_zeros(2)
    tail = representatives.view(torch.uint8).numpy()
    if low and high and low[0] < high[0]:
        bits = by_test(x, lambda part: slopes(part) == low[0], len(tail))
    else:
        bits = numpy.zeros(length(x.numel()) + len(tail), numpy.uint8)
    bits[length(x.numel()) :] = tail
    return torch.from_numpy(bits)


@functools.cache
def signs(dtype: torch.dtype) -> Tensor:
    return torch.tensor([1.0, -1.0], dtype=dtype)


def inputs(bits: Tensor, count: int, dtype: torch.dtype, chunk: int) -> Iterator[Tensor]:
    """For each element an input that has its slope, so many at a time."""
    memory = bits.numpy()
    tail = memory[length(count) :]
    representatives = torch.from_numpy(tail.copy()).view(dtype) if len(tail) else signs(dtype)
    high, low = representatives.unbind()
    for start in range(0, count, chunk):
        stop = min(start + chunk, count)
        mask = numpy.unpackbits(memory[start // 8 : length(stop)], count=stop - start)
        yield torch.where(torch.from_numpy(mask.view(numpy.bool_)), low, high)
