"""How operators become known to PyTorch, and when they may be passed by."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor

from ._tensors import DTYPES

library = torch.library.Library("ogive", "DEF")


def define(
    name: str, arguments: str, kernel: Any, fake: Any, batch: Any, returns: str = "Tensor"
) -> torch._ops.OpOverload:
    """An operator of PyTorch, without a derivative yet."""
    library.define(f"{name}({arguments}) -> {returns}", tags=(torch.Tag.pt2_compliant_tag,))
    library.impl(name, kernel, "CPU")
    torch.library.register_fake(f"ogive::{name}", fake, lib=library)
    operator = getattr(torch.ops.ogive, name).default
    torch.library.register_vmap(operator, functools.partial(batch, operator), lib=library)
    return operator


def one_by_one(operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
    """The rule for ``vmap`` that always holds: each element of the batch by itself."""
    results = []
    for i in range(info.batch_size):
        pairs = zip(arguments, in_dims)
        results.append(operator(*(a if d is None else a.select(d, i) for a, d in pairs)))
    if isinstance(results[0], tuple):
        return tuple(torch.stack(each) for each in zip(*results)), (0,) * len(results[0])
    return torch.stack(results), 0


def at_end(operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
    """For a function of single elements: the batch is one more dimension, behind those that may be channels."""
    moved = []
    for argument, dim in zip(arguments, in_dims):
        if dim is not None:
            argument = argument.movedim(dim, -1)
        elif isinstance(argument, Tensor):
            argument = argument.unsqueeze(-1).expand(*argument.shape, info.batch_size)
        moved.append(argument)
    return operator(*moved), -1


_PLAIN = (Tensor, torch.nn.Parameter)


def unwatched(x: Any) -> bool:
    """Is this a plain tensor with numbers in it, and is nobody there who has to see which operators are called: no
    compiler, no transform, no mode, no profiler? Then the kernel may be called at once, in a third of the time."""
    return (
        type(x) in _PLAIN
        and not torch._C._len_torch_dispatch_stack()
        and not torch._C._are_functorch_transforms_active()
        and not torch._C._is_torch_function_mode_enabled()
        and not torch._C._get_tracing_state()
        and not torch._C._autograd._profiler_enabled()
        and torch.autograd.forward_ad._current_level < 0
        and x.is_cpu
        and x.dtype in DTYPES
        and x.layout is torch.strided
        and not x.is_neg()
    )
