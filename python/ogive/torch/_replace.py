"""Puts ogive's modules in the place of PyTorch's."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import nn

from . import _modules
from ._module import Activation
from ._saving import OUTPUT, checked

#: The modules of PyTorch that have a counterpart here. The identity stays, as there is nothing to gain.
COUNTERPARTS: dict[type[nn.Module], type[Activation]] = {
    getattr(nn, name): getattr(_modules, name)
    for name in _modules.__all__
    if hasattr(nn, name) and name != "Identity"
}


class Swap(NamedTuple):
    """A module that has been replaced."""

    path: str
    old: nn.Module
    new: nn.Module


class Swaps(list):
    """What has been replaced, and in which model: a list of :class:`Swap` that prints as a table."""

    def __init__(
        self, model: nn.Module, swaps: Iterable[Swap], left: Iterable[tuple[str, nn.Module, str]]
    ) -> None:
        super().__init__(swaps)
        #: The model: the given one, or the copy.
        self.model = model
        #: Modules that look like activations and were left as they are: path, module and reason.
        self.left = list(left)

    def __repr__(self) -> str:
        lines = [f"{len(self)} module{'' if len(self) == 1 else 's'} replaced"]
        width = max((len(swap.path) for swap in self), default=0)
        lines += [
            f"  {swap.path or '(the model itself)':{width}}  {swap.old!r} -> ogive {swap.new!r}"
            for swap in self
        ]
        lines += [f"  {path}  {module!r} left: {reason}" for path, module, reason in self.left]
        return "\n".join(lines)


def replace(
    model: nn.Module,
    *,
    only: type[nn.Module]
    | Iterable[type[nn.Module]]
    | Callable[[str, nn.Module], bool]
    | None = None,
    save: str | None = None,
    copy: bool = False,
) -> Swaps:
    """Replaces the activation modules of a model by ogive's, and says which.

    A module keeps what it has: arguments, weights (PReLU's is the same ``nn.Parameter``, so an optimiser made before
    goes on), hooks, and whether it is training. One that occurs at several places stays one. ``state_dict`` is as
    before.

    Classes derived from PyTorch's are left as they are, since they may compute something else; the result says
    which. **Calls of functions cannot be seen**: ``F.relu(x)`` or ``x.sigmoid()`` within a ``forward`` stay. So does
    what PyTorch computes in one piece, such as ``nn.TransformerEncoderLayer``, whose ``activation`` is a function.

    Parameters
    ----------
    model : nn.Module
        The model, or a single activation module (then see ``model`` of the result).
    only : class, classes, or function of path and module, optional
        Which modules are meant; by default all.
    save : str, optional
        What the new modules keep for the gradient; see :func:`ogive.torch.set_saving`. By default it is what the
        book says; but a module that works in place keeps its output where PyTorch's does.
    copy : bool, default False
        Leave the model as it is, and replace in a copy, which is ``model`` of the result.

    Returns
    -------
    Swaps
        A list of (path, old, new) that prints as a table.

    Examples
    --------
    >>> import torch, ogive.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.GELU(), torch.nn.Linear(4, 2))
    >>> ogive.torch.replace(model)
    1 module replaced
      1  GELU(approximate='none') -> ogive GELU(approximate='none')
    >>> type(model[1])
    <class 'ogive.torch._modules.GELU'>
    """
    checked(save)
    if not isinstance(model, nn.Module):
        raise TypeError(f"ogive.torch.replace: {type(model).__name__}; expected a torch.nn.Module")
    wanted = chooser(only)
    if copy:
        model = duplicate(model)
    made: dict[nn.Module, nn.Module] = {}
    swaps: list[Swap] = []
    left: list[tuple[str, nn.Module, str]] = []
    for path, module in list(model.named_modules(remove_duplicate=False)):
        if isinstance(module, Activation) or not wanted(path, module):
            continue
        counterpart = COUNTERPARTS.get(type(module))
        if counterpart is None:
            if isinstance(module, tuple(COUNTERPARTS)):
                left.append((path, module, f"{type(module).__name__} is a class of its own"))
            continue
        if module not in made:
            made[module] = converted(module, counterpart, save)
        swaps.append(Swap(path, module, made[module]))
    for path, _, new in swaps:
        if not path:
            model = new
            continue
        parent, _, name = path.rpartition(".")
        setattr(model.get_submodule(parent), name, new)
    return Swaps(model, swaps, left)


def chooser(only: object) -> Callable[[str, nn.Module], bool]:
    """Which modules are meant, as a function of path and module."""
    if only is None:
        return lambda path, module: True
    if isinstance(only, type):
        only = (only,)
    elif callable(only):
        return only
    classes = tuple(only)
    if not all(isinstance(cls, type) for cls in classes):
        raise TypeError(
            f"ogive.torch.replace: only={only!r}; expected a class, several, or a function of path and module"
        )
    return lambda path, module: type(module) in classes


def duplicate(model: nn.Module) -> nn.Module:
    return copy.deepcopy(model)


def converted(module: nn.Module, counterpart: type[Activation], save: str | None) -> Activation:
    """The counterpart of a module, with all that the module has."""
    new = counterpart.__new__(counterpart)
    # The tables of parameters and hooks are its own; what is in them is shared.
    new.__dict__.update(
        {k: v.copy() if isinstance(v, dict) else v for k, v in module.__dict__.items()}
    )
    if save is None and getattr(module, "inplace", False) and type(module) in KEEP_OUTPUT:
        save = OUTPUT
    new.save = save
    for name in counterpart.arguments:
        if name not in new.__dict__:
            setattr(new, name, default(counterpart, name))
    return new


#: The classes of which PyTorch, in place, keeps the output and nothing else. The next layer keeps it too, as a rule; a
#: bit for each element, or a copy of the input, would be more than before.
KEEP_OUTPUT = (nn.ReLU, nn.LeakyReLU, nn.ELU, nn.CELU, nn.SELU)


def default(cls: type, name: str) -> object:
    """The default of an argument of a class."""
    import inspect

    return inspect.signature(cls.__init__).parameters[name].default
