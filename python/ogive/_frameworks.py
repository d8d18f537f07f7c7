"""What the adapters for PyTorch and JAX know of the functions beyond what the book says."""

from __future__ import annotations

from ogive import _core

#: The activation of the gate in each gated function, and which of a and b is the gate.
GATES = {
    "glu": ("sigmoid", "b"),
    "swiglu": ("silu", "a"),
    "swiglu_clamped": ("silu", "a"),
    "geglu": ("gelu", "a"),
    "geglu_tanh": ("gelu_tanh", "a"),
    "geglu_quick": ("quick_gelu", "a"),
    "reglu": ("relu", "a"),
}


def keeps(page: dict) -> str:
    """What the page says that has to be kept: ``"nothing"``, ``"the input"``, ``"the output"`` or ``"one bit"``."""
    said = page["keeps"]
    return next(
        least
        for least in ("nothing", "the input", "the output", "one bit")
        if said.startswith(least)
    )


def straight(page: dict) -> bool:
    """Is the second derivative 0 everywhere?"""
    return page["two_slopes"] or (page["kind"] == "element" and keeps(page) == "nothing")


def learned(page: dict) -> tuple[str, ...]:
    """The parameters that have gradients."""
    import numpy

    if page["kind"] != "element":
        return ()
    probe = numpy.zeros(1)
    return tuple(_core.Function(page["name"]).parameter_gradients(probe, probe))
