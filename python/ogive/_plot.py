"""Pictures of functions."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from ogive import _core

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Plot", "plot"]


def plot(
    *functions: str | _core.Function | Callable[..., Any],
    range: tuple[float, float] | None = None,
    theme: str = "light",
    language: str = "en",
    dtype: Any = None,
    error: bool = False,
    grid: bool = False,
    gradient: bool = True,
    **parameters: Any,
) -> Plot:
    """Draws functions of one number and their gradients. A notebook shows the result.

    Parameters
    ----------
    *functions : str, Function or function of ogive
        ``"gelu"``, ``"leaky_relu(0.04)"``, ``ogive.silu``.
    range : (float, float), optional
        The inputs to draw over, rather than those where the functions bend.
    theme : "light" or "dark"
    language : "en" or "zh"
    dtype : str or dtype, optional
        ``"float16"``, ``"bfloat16"`` or ``"float32"``: draw the stairs of that element type.
    error : bool
        Draw errors in ulps, in that element type, rather than curves.
    grid : bool
        Draw each function in a panel of its own.
    gradient : bool
        Draw the gradients, too.
    **parameters : list of float
        A curve for each value of a parameter: ``negative_slope=[0.01, 0.1, 0.3]``.

    Returns
    -------
    Plot

    Examples
    --------
    >>> import ogive
    >>> picture = ogive.plot("gelu", "silu")
    >>> picture
    <ogive.plot: gelu and silu: value and gradient>
    >>> picture.save("curves.svg")  # doctest: +SKIP
    """
    calls = [_call(function) for function in functions]
    variations = [f"{name}={_values(values)}" for name, values in parameters.items()]
    if range is not None:
        low, high = range
        range = (float(low), float(high))
    if isinstance(dtype, type) or hasattr(dtype, "itemsize"):
        dtype = getattr(dtype, "name", None) or dtype.__name__
    dtype = _DTYPES.get(dtype, dtype)
    return Plot(
        _core._plot(calls, variations, range, theme, language, dtype, error, grid, gradient)
    )


_DTYPES = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64"}


def _call(function: Any) -> str:
    if isinstance(function, str):
        return function
    if isinstance(function, _core.Function):
        return str(function)
    module = getattr(function, "__module__", "") or ""
    if callable(function) and module.startswith("ogive."):
        return function.__name__
    raise TypeError(
        f'{function!r}; expected the name of a function, such as "gelu" or "leaky_relu(0.04)", or a '
        "function of ogive"
    )


def _values(values: Any) -> str:
    return ",".join(str(value) for value in (values if hasattr(values, "__iter__") else [values]))


class Plot:
    """A picture: ``svg`` is its text, ``save`` writes it to a file, and a notebook shows it."""

    def __init__(self, picture: _core.Picture) -> None:
        self._picture = picture

    @property
    def svg(self) -> str:
        """The picture as SVG."""
        return self._picture.svg

    def text(self, width: int = 80, height: int = 24) -> str:
        """The picture in characters, for a terminal."""
        return self._picture.text(width, height)

    def save(self, path: str | pathlib.Path) -> None:
        """Writes the picture to a file whose name ends in ``.svg``."""
        path = pathlib.Path(path)
        if path.suffix.lower() != ".svg":
            raise ValueError(
                f"{path}: expected a name that ends in .svg; the command `ogive plot FUNCTION -o FILE.png` writes PNG"
            )
        path.write_text(self.svg, encoding="utf-8")

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<ogive.plot: {self._picture.title}>"
