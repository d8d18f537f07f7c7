"""How operators become known to PyTorch, and when they may be passed by."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor
from torch._functorch.utils import enable_single_level_autograd_function
from torch.autograd import forward_ad
from torch.autograd.function import _SingleLevelFunction

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


def derive(operator: torch._ops.OpOverload, backward: Any, setup: Any = None) -> None:
    """Gives an operator its derivative: what `torch.library.register_autograd` does, and two things more.

    It works within the transforms of `torch.func`, on whose levels only functions of a certain class may run. And a
    derivative in forward mode, which there is none of, is an error: it would come out as 0.
    """
    name = operator._opname

    def forward(ctx: Any, *arguments: Any) -> Any:
        *arguments, keyset = arguments
        with torch._C._AutoDispatchBelowAutograd():
            output = operator.redispatch(keyset & torch._C._after_autograd_keyset, *arguments)
            if setup is not None:
                setup(ctx, tuple(arguments), output)
        return output

    def pull(ctx: Any, *gradients: Any) -> tuple:
        return (*backward(ctx, *gradients), None)

    def forward_on_level(ctx: Any, *arguments: Any) -> Any:
        # The levels below have gradients of their own.
        with torch.enable_grad():
            return forward(ctx, *arguments)

    def function(base: type, forward: Any) -> Any:
        methods = {"forward": staticmethod(forward), "backward": staticmethod(pull)}
        return type(f"ogive_{name}", (base,), methods)

    plain = function(torch.autograd.Function, forward)
    on_level = function(_SingleLevelFunction, forward_on_level)

    def derived(keyset: Any, *arguments: Any) -> Any:
        if forward_ad._current_level >= 0 and any(map(has_tangent, arguments)):
            raise NotImplementedError(
                f"ogive.torch.{name}: a derivative in forward mode; expected reverse mode, as that of backward() "
                "and torch.func.grad"
            )
        if not (torch.is_grad_enabled() and any(map(requires_grad, arguments))):
            with torch._C._AutoDispatchBelowAutograd():
                return operator.redispatch(keyset & torch._C._after_autograd_keyset, *arguments)
        if not keyset.has(torch._C.DispatchKey.FuncTorchDynamicLayerBackMode):
            return plain.apply(*arguments, keyset)
        with enable_single_level_autograd_function():
            return on_level.apply(*arguments, keyset)

    library.impl(name, derived, "Autograd", with_keyset=True)


def requires_grad(argument: Any) -> bool:
    return isinstance(argument, Tensor) and argument.requires_grad


def has_tangent(argument: Any) -> bool:
    """Does the argument carry a derivative in forward mode?"""
    return isinstance(argument, Tensor) and forward_ad.unpack_dual(argument).tangent is not None


def one_by_one(operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
    """The rule for ``vmap`` that always holds: each element of the batch by itself."""
    results = []
    for i in range(info.batch_size):
        pairs = zip(arguments, in_dims)
        results.append(operator(*(a.select(d, i) if isinstance(d, int) else a for a, d in pairs)))
    if isinstance(results[0], tuple):
        return tuple(torch.stack(each) for each in zip(*results)), (0,) * len(results[0])
    return torch.stack(results), 0


def at_end(operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
    """For a function of single elements: the batch is one more dimension, behind those that may be channels."""
    moved = []
    for argument, dim in zip(arguments, in_dims):
        if isinstance(dim, int):
            argument = argument.movedim(dim, -1)
        elif isinstance(argument, Tensor):
            argument = argument.unsqueeze(-1).expand(*argument.shape, info.batch_size)
        moved.append(argument)
    return operator(*moved), -1


PLAIN = (Tensor, torch.nn.Parameter)

# Looked up once: these are asked at every call.
modes = torch._C._len_torch_dispatch_stack
transforms = torch._C._are_functorch_transforms_active
function_modes = torch._C._is_torch_function_mode_enabled
traces = torch._C._get_tracing_state
profiles = torch._C._autograd._profiler_enabled


def unwatched(x: Any) -> bool:
    """Is this a plain tensor with numbers in it, and is nobody there who has to see which operators are called: no
    transform, no mode, no tracer, no profiler? Then the kernel may be called at once, in half the time."""
    return (
        type(x) in PLAIN
        and not modes()
        and not transforms()
        and not function_modes()
        and not traces()
        and not profiles()
        and forward_ad._current_level < 0
        and x.dtype in DTYPES
        and x.is_cpu
        and x.layout is torch.strided
        and not x.is_neg()
    )
