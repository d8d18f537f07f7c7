"""Derivatives of the gradients, so that one can differentiate twice.

For a function f of one element, the gradient is g·f′(x), and f″ comes from the book's definition; nothing here knows
these functions. For the others, the formula of the gradient stands here once more, in operations that PyTorch can
differentiate. In every function, ``a`` is the gradient that arrives at a gradient.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ogive._frameworks import GATES


def slope_from_output(name: str, y: Tensor, named: dict) -> Tensor:
    """The derivative by y of the slope that the output y tells."""
    left = (y <= 0).to(y.dtype)
    of = {
        "sigmoid": lambda: 1 - 2 * y,
        "tanh": lambda: -2 * y,
        "exponential": lambda: torch.ones_like(y),
        "log_sigmoid": lambda: -y.exp(),
        "softsign": lambda: -2 * (1 - y.abs()) * y.sign(),
        "elu": lambda: left,
        "selu": lambda: left,
        "celu": lambda: left / named["alpha"],
    }
    return of[name]()


def narrow(x: Tensor) -> bool:
    return x.dtype in (torch.float16, torch.bfloat16)


def widened(function: Any) -> Any:
    """The same function of tensors, in float32 if they are narrower."""

    def wide(operator: Any, a: Tensor, g: Tensor, x: Tensor, settings: tuple) -> tuple:
        if not narrow(x):
            return function(operator, a, g, x, settings)
        results = function(operator, a.float(), g.float(), x.float(), settings)
        return tuple(result if result is None else result.to(x.dtype) for result in results)

    return wide


# Functions over an axis.


@widened
def rows_from_output(operator: Any, a: Tensor, g: Tensor, y: Tensor, settings: tuple) -> tuple:
    """By g and by y, of the gradient that follows from the output y."""
    named = dict(zip(operator.names, settings))
    axis = named.get("axis", -3)  # softmax2d

    def total(x: Tensor) -> Tensor:
        return x.sum(axis, keepdim=True)

    name = operator.function_name
    factor = 1 / named.get("temperature", 1.0)
    if name == "log_softmax":
        # g − e^y·Σg
        share = y.exp()
        return factor * (a - total(a * share)), -factor * a * share * total(g)
    by_g = operator.backward_from_output(a, y, *settings)
    if name == "sparsemax":
        # Which elements have a share does not change.
        return by_g, torch.zeros_like(y)
    # y·(g − Σgy)
    if name == "softmin":
        factor = -factor
    return by_g, factor * (a * (g - total(g * y)) - g * total(a * y))


@widened
def rows_from_input(operator: Any, a: Tensor, g: Tensor, x: Tensor, settings: tuple) -> tuple:
    """By g and by x, of the gradient that follows from the input x."""
    named = dict(zip(operator.names, settings))
    if operator.function_name == "logsumexp":
        # g·softmax(x)
        axis = named["axis"]
        softmax = x.softmax(axis)
        by_softmax = a * g
        by_x = softmax * (by_softmax - (by_softmax * softmax).sum(axis, keepdim=True))
        return (a * softmax).sum(axis, keepdim=True), by_x
    if named.get("hard"):
        # The gradient is that of the soft one.
        soft = [False if name == "hard" else value for name, value in named.items()]
    else:
        soft = list(settings)
    y = operator.op(x, *soft, "input")
    by_g, by_y = rows_from_output(operator, a, g, y, tuple(soft))
    return by_g, operator.backward(by_y, x, *soft)


# Gated functions.


def gated(operator: Any, a: Tensor, g: Tensor, x: Tensor, settings: tuple) -> tuple:
    """By g and by x, both halves of which lie along an axis."""
    named = dict(zip(operator.names, settings))
    axis = named["axis"]
    by_g, *by_x = pair(operator.function_name, named, *a.chunk(2, axis), g, *x.chunk(2, axis))
    return by_g, torch.cat(by_x, axis)


def pair(
    name: str, named: dict, by_a: Tensor, by_b: Tensor, g: Tensor, a: Tensor, b: Tensor
) -> tuple:
    """By g, a and b, of the gradients by a and b: g·h′(a)·b and g·h(a), where h is the gate."""
    from ._operators import OPERATORS

    activation, gate = GATES[name]
    if gate == "b":
        by_g, second, first = _pair(activation, (), by_b, by_a, g, b, a)
        return by_g, first, second
    if name != "swiglu_clamped":
        return _pair(activation, defaults(OPERATORS[activation]), by_a, by_b, g, a, b)
    limit = named["limit"]
    a_moves, b_moves = (a < limit).to(a.dtype), ((b < limit) & (b > -limit)).to(b.dtype)
    limited, unit = a.clamp(max=limit), b.clamp(-limit, limit) + 1
    by_g, first, second = _pair(
        activation, (named["alpha"],), by_a * a_moves, by_b * b_moves, g, limited, unit
    )
    return by_g, first * a_moves, second * b_moves


def defaults(operator: Any) -> tuple:
    """The defaults of a function whose parameters are numbers."""
    return tuple(float(p["default"]) for p in operator.page["parameters"])


def _pair(
    activation: str,
    settings: tuple,
    by_gate: Tensor,
    by_other: Tensor,
    g: Tensor,
    gate: Tensor,
    other: Tensor,
) -> tuple:
    from ._operators import OPERATORS

    h = OPERATORS[activation]
    by_g = h.backward(by_gate * other, gate, *settings) + by_other * h.op(gate, *settings, "input")
    first = h.backward(by_other * g, gate, *settings)
    if not h.straight:
        first = first + h.second(by_gate, g * other, gate, *settings)
    return by_g, first, h.backward(by_gate * g, gate, *settings)


# Parameters that are learned.


def formula(name: str, x: Tensor, named: dict) -> Tensor:
    """The functions with parameters that are learned, as PyTorch can differentiate them as often as one likes."""
    if name == "prelu":
        weight = named["weight"]
        if weight.dim() == 1 and weight.numel() > 1:
            weight = weight.reshape(-1, *(1,) * (x.dim() - 2))
        return torch.where(x > 0, x, weight * x)
    if name == "silu":
        return x * torch.sigmoid(named["beta"] * x)
    assert name == "xielu"
    right = named["alpha_p"] * x * x
    left = named["alpha_n"] * (torch.expm1(x) - x)
    return torch.where(x > 0, right, left) + named["beta"] * x


def learned(operator: Any, a: Tensor, g: Tensor, x: Tensor, settings: tuple) -> tuple:
    """By g, x and the parameters, of the gradient by x."""
    count = len(operator.learned)
    return _of_formula(operator, g, x, settings, lambda gradients: (gradients[0] * a).sum(), count)


def learned_parameters(operator: Any, ctx: Any, *a: Tensor) -> tuple:
    """By g, x and the parameters, of the gradients by the parameters."""
    from ._operator import joined

    g, x, *tensors = ctx.saved_tensors
    settings = joined(ctx.settings, tensors)
    count = len(operator.learned)

    def weighed(gradients: tuple) -> Tensor:
        return sum((gradient * by).sum() for gradient, by in zip(gradients[1:], a))

    return _of_formula(operator, g, x, settings, weighed, count)


def _of_formula(
    operator: Any, g: Tensor, x: Tensor, settings: tuple, weighed: Any, count: int
) -> tuple:
    with torch.enable_grad():
        values = [v.detach().to(torch.float64).requires_grad_() for v in (g, x, *settings[:count])]
        named = dict(zip(operator.names, (*values[2:], *settings[count:])))
        y = formula(operator.function_name, values[1], named)
        gradients = torch.autograd.grad(y, values[1:], values[0], create_graph=True)
        results = torch.autograd.grad(weighed(gradients), values, allow_unused=True)
    given = (g, x, *settings[:count])
    results = tuple(
        None if result is None else result.to(like.dtype) for result, like in zip(results, given)
    )
    return (*results, *(None,) * (len(settings) - count))
