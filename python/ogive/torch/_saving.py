"""What is kept of a forward pass for the gradient."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator

from ogive import _core
from ogive._frameworks import keeps

NOTHING = "nothing"
INPUT = "input"
OUTPUT = "output"
BITS = "bits"

#: What may be asked for.
WAYS = (INPUT, OUTPUT, BITS)

# What `saving` and `set_saving` have chosen. A plain variable, which torch.compile sees when it changes.
preference = ""


@functools.lru_cache(maxsize=1024)
def tells(name: str, named: tuple) -> bool:
    """Does the output of the function with these parameters tell the gradient?"""
    return _core.Function(name, **dict(named)).output_tells


def chosen(page: dict, named: dict, wanted: str) -> str:
    """What is kept by a function of the book with these parameters, if ``wanted`` is asked for: one of
    :data:`WAYS`, or with a question mark behind it what is taken where it is possible, or nothing in particular."""
    name, least = page["name"], keeps(page)
    if least == NOTHING:
        return NOTHING
    possible = {INPUT: True, BITS: page["two_slopes"]}
    if wanted.startswith(OUTPUT) or least == "the output":
        possible[OUTPUT] = tells(name, tuple(sorted(named.items())))
    way = wanted.rstrip("?")
    if possible.get(way):
        return way
    if wanted in WAYS:
        ways = " or ".join(repr(way) for way, can in possible.items() if can)
        why = (
            "its output does not tell the gradient"
            if wanted == OUTPUT
            else "its slope takes more than two values"
        )
        raise ValueError(f"ogive.torch.{name}: save={wanted!r}, but {why}; expected {ways}")
    if least == "the output" and possible[OUTPUT]:
        return OUTPUT
    return BITS if possible[BITS] else INPUT


def checked(save: str | None) -> str | None:
    """What is asked for, if it is one of the words for it."""
    if save is not None and save not in WAYS:
        raise ValueError(f"save={save!r}; expected 'input', 'output', 'bits' or None, the default")
    return save


def set_saving(save: str | None) -> None:
    """Chooses what functions keep for the gradient, where they can and nothing is said at the call.

    - ``None``: what the book says, from which the gradient comes out the same to the last digit. That is the output
      where it tells as much (softmax and its kin, relu6, exponential), one bit for each element where the slope takes
      two values (relu, leaky_relu, hardtanh and their kin), nothing for the identity, else the input.
    - ``"output"``: the output, wherever it tells the gradient at all. It costs nothing where the next layer keeps
      it anyway, as a linear or convolutional layer does. For relu and its kin nothing is lost. **For sigmoid,
      tanh, softsign, elu, celu, selu and log_sigmoid digits are lost**: the output has been rounded, and where
      the function is flat, its distance from the limit is gone: the slope of sigmoid at 20 in float32 comes
      out as 0 rather than 2·10⁻⁹. PyTorch's own sigmoid and tanh always work like that.
    - ``"bits"``: one bit for each element, wherever that does.
    - ``"input"``: the input.

    Where bits are kept, or nothing, an input that is NaN has an ordinary slope, as no bit says otherwise. (Its output
    is NaN all the same.)

    The setting is one for the whole process.
    """
    global preference
    checked(save)
    preference = "" if save is None else save + "?"


@contextlib.contextmanager
def saving(save: str | None) -> Iterator[None]:
    """:func:`set_saving`, for the functions that are called within a ``with`` block.

    >>> import torch, ogive.torch
    >>> x = torch.tensor([0.0, 20.0], requires_grad=True)
    >>> with ogive.torch.saving("output"):
    ...     y = ogive.torch.sigmoid(x)
    >>> y.sum().backward()
    >>> x.grad
    tensor([0.2500, 0.0000])
    """
    global preference
    before = preference
    set_saving(save)
    try:
        yield
    finally:
        preference = before


def wanted(save: str | None) -> str:
    """What is asked for at a call, or has been chosen before."""
    return preference if save is None else save
