"""What the modules share."""

from __future__ import annotations

import inspect
import warnings

from torch import Tensor, nn


class Activation(nn.Module):
    """A function of the book as a module."""

    #: The arguments that no class of PyTorch's prints.
    arguments: tuple[str, ...] = ()

    #: What is kept for the gradient; None is the default.
    save: str | None = None

    def extra_repr(self) -> str:
        parts = [super().extra_repr()]
        parts += [
            f"{name}={shown(getattr(self, name))}"
            for name in self.arguments
            if not self._usual(name)
        ]
        parts += [f"save={self.save!r}"] if self.save is not None else []
        return ", ".join(part for part in parts if part)

    def _usual(self, name: str) -> bool:
        """Is this an argument that needs no word: at its default, and not one of the function's own?"""
        value = getattr(self, name)
        usual = inspect.signature(type(self).__init__).parameters[name].default
        known = name == "inplace" or len(type(self).__bases__) > 1  # PyTorch's class prints its own
        return known and not isinstance(value, Tensor) and value == usual


def shown(value: object) -> object:
    """A parameter that is learned by its value, and anything else as it is."""
    return value.tolist() if isinstance(value, Tensor) else value


def implicit_dim(dim: int | None, input: Tensor, name: str) -> int:
    """The dimension that PyTorch takes if none was given."""
    if dim is not None:
        return dim
    warnings.warn(
        f"{name} without dim: which dimension is meant depends on the number of dimensions; say dim=...",
        stacklevel=3,
    )
    return 0 if input.dim() in (0, 1, 3) else 1
