"""Tensors as the library sees them: the memory of a CPU tensor as a NumPy array."""

from __future__ import annotations

from typing import Any

import numpy
import torch
from torch import Tensor

#: The element types, and whether NumPy sees their bits only.
DTYPES = {torch.float32: False, torch.float64: False, torch.float16: False, torch.bfloat16: True}

#: From so many bytes on, the library makes the memory for results itself: it knows how to do so quickly.
LARGE = 8 << 20


def array(tensor: Tensor) -> numpy.ndarray:
    """The memory of a CPU tensor as a NumPy array; bfloat16 as its bits."""
    if tensor.requires_grad:
        tensor = tensor.detach()
    if tensor.dtype is torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(numpy.uint16)
    return tensor.numpy()


def tensor(array: numpy.ndarray, dtype: torch.dtype) -> Tensor:
    """A new NumPy array as a tensor that shares its memory."""
    if dtype is torch.bfloat16:
        return torch.from_numpy(array.view(numpy.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def as_bits(name: str, x: Tensor) -> bool:
    """Does NumPy see the bits only? An element type that there is no kernel for is refused."""
    try:
        return DTYPES[x.dtype]
    except KeyError:
        raise wrong_dtype(name, x.dtype) from None


def wrong_dtype(name: str, dtype: torch.dtype) -> TypeError:
    return TypeError(
        f"ogive.torch.{name}: a tensor of {dtype}; expected float32, float64, float16 or bfloat16: "
        "convert it, for example with .float()"
    )


def check(name: str, *tensors: Tensor) -> None:
    """Refuses what no kernel could take, with a message that says what to do."""
    for given in tensors:
        if not isinstance(given, Tensor):
            raise TypeError(
                f"ogive.torch.{name}: {type(given).__name__}; expected a tensor: for arrays there is ogive.{name}"
            )
        if given.device.type not in ("cpu", "meta"):
            raise NotImplementedError(
                f"ogive.torch.{name}: the tensor is on the device {given.device}; expected a CPU tensor: move it "
                "with .cpu(), or use PyTorch's own function there"
            )
        if given.layout is not torch.strided:
            raise NotImplementedError(
                f"ogive.torch.{name}: the tensor's layout is {given.layout}; expected torch.strided: "
                "convert it with .to_dense()"
            )
        if given.dtype not in DTYPES:
            raise wrong_dtype(name, given.dtype)


def computed(method: Any, shaped: Tensor, *inputs: Tensor, name: str) -> Tensor:
    """The result of one of the library's methods, in new memory with the shape and order of ``shaped``."""
    bits = as_bits(name, shaped)
    arrays = [array(given) for given in inputs]
    large = shaped.numel() >= LARGE // 8 and shaped.nbytes >= LARGE
    if large and all(given.is_contiguous() for given in inputs):
        return tensor(method(*arrays, bfloat16=bits), shaped.dtype)
    out = torch.empty_like(shaped)
    method(*arrays, array(out), bfloat16=bits)
    return out


def matching(g: Tensor, x: Tensor) -> Tensor:
    """The incoming gradient, in the element type of the input."""
    return g if g.dtype is x.dtype else g.to(x.dtype)


def memory_order(x: Tensor) -> list[int]:
    """The dimensions, those that reach farthest in memory first; empty if they are in that order."""
    if x.is_contiguous():
        return []
    strides = x.stride()
    return sorted(range(x.dim()), key=lambda dim: -strides[dim])


def in_order(g: Tensor, axes: list[int]) -> Tensor:
    """New memory with the shape of ``g``, whose dimensions lie in this order."""
    if not axes:
        return g.new_empty(g.shape)
    back = sorted(range(len(axes)), key=axes.__getitem__)
    return g.new_empty([g.shape[axis] for axis in axes]).permute(back)
