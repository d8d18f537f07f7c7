"""Calls of the functions: by way of PyTorch's dispatcher, or at once."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from . import _saving
from ._library import unwatched
from ._operator import Operator
from ._tensors import array, as_bits, check


class Direct(torch.autograd.Function):
    """A function that is called at once, with its gradient."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, operator: Operator, settings: tuple, wanted: str) -> Tensor:
        output = operator._forward(x, *settings, wanted)
        operator._setup_forward(ctx, (x, *settings, wanted), output)
        return output

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple:
        return ctx.operator._pull(ctx, g)[0], None, None, None


class Overwriting(torch.autograd.Function):
    """A function of single elements whose result takes the place of its input."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, operator: Operator, settings: tuple, wanted: str) -> Tensor:
        # An input that has to be kept is copied; an output is there anyway.
        operator._setup_forward(ctx, (x, *settings, wanted), x, copy=True)
        bits = as_bits(operator.name, x)
        memory = array(x)
        operator.function(settings).forward(memory, memory, bfloat16=bits)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple:
        return ctx.operator._pull(ctx, g)[0], None, None, None


def apply(
    operator: Operator,
    x: Tensor,
    settings: tuple = (),
    inplace: bool = False,
    save: str | None = None,
) -> Tensor:
    """The function of a tensor."""
    wanted = _saving.preference if save is None else save
    if operator.learned_form is not None and any(isinstance(value, Tensor) for value in settings):
        return apply_learned(operator.learned_form, x, settings, inplace, wanted)
    if not torch.compiler.is_compiling() and unwatched(x):
        if inplace:
            return overwrite(operator, x, settings, wanted)
        if x.requires_grad and torch.is_grad_enabled():
            return Direct.apply(x, operator, settings, wanted)
        return operator._forward(x, *settings, wanted)
    check(operator.name, x)
    if inplace:
        # What is kept must not be the memory that is about to change.
        return x.copy_(operator.op(x.clone(), *settings, wanted))
    return operator.op(x, *settings, wanted)


def overwrite(operator: Operator, x: Tensor, settings: tuple, wanted: str) -> Tensor:
    """The function of a tensor, in the tensor's own memory."""
    if x.requires_grad and x.is_leaf and torch.is_grad_enabled():
        raise RuntimeError(
            f"ogive.torch.{operator.name}: inplace=True on a leaf that requires a gradient; expected the result of an "
            "operation, or inplace=False"
        )
    if any(size > 1 and stride == 0 for size, stride in zip(x.shape, x.stride())):
        raise RuntimeError(
            f"ogive.torch.{operator.name}: inplace=True on a tensor whose elements share memory, as expand() makes it; "
            "expected a tensor with memory for each element: .clone() it first"
        )
    if x.requires_grad and torch.is_grad_enabled():
        return Overwriting.apply(x, operator, settings, wanted)
    memory = array(x)
    operator.function(settings).forward(memory, memory, bfloat16=as_bits(operator.name, x))
    torch.autograd.graph.increment_version(x)
    return x


def apply_learned(
    operator: Operator, x: Tensor, settings: tuple, inplace: bool, wanted: str
) -> Tensor:
    """The function of a tensor, with parameters that are tensors."""
    tensors = [
        value if isinstance(value, Tensor) else torch.tensor(value, dtype=x.dtype)
        for value in settings[: len(operator.learned)]
    ]
    check(operator.name, x, *tensors)
    given = x.clone() if inplace else x
    y = operator.op(given, *tensors, *settings[len(operator.learned) :], wanted)
    return x.copy_(y) if inplace else y


def apply_pair(operator: Operator, a: Tensor, b: Tensor, settings: tuple) -> Tensor:
    """A gated function of two tensors."""
    check(operator.name, a, b)
    if a.dtype is not b.dtype:
        dtype = torch.promote_types(a.dtype, b.dtype)
        a, b = a.to(dtype), b.to(dtype)
    if a.shape != b.shape:
        raise ValueError(
            f"ogive.torch.{operator.name}: tensors of shapes {tuple(a.shape)} and {tuple(b.shape)}; expected one shape"
        )
    return operator.pair(a, b, *settings)


def seed_of(seed: int | Tensor | None) -> Tensor:
    """A seed as a tensor; from PyTorch's generator, if none is given."""
    if isinstance(seed, Tensor):
        return seed
    if seed is None:
        return torch.randint(0, 2**63 - 1, ())
    return torch.tensor(seed)
