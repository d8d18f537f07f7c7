"""ogive for PyTorch: functions and modules with PyTorch's names and arguments, for tensors on the CPU.

>>> import torch, ogive.torch
>>> ogive.torch.gelu(torch.tensor([-1.0, 0.0, 2.0]))
tensor([-0.1587,  0.0000,  1.9545])

Values and gradients have the bits that ``ogive`` has for NumPy arrays: below 1 unit in the last place for functions
of single elements, the same on every machine, for any number of threads and any strides. They can be differentiated
twice, compiled (``torch.compile``, with ``fullgraph=True``), mapped (``torch.vmap``) and used under autocast, where
they keep the element type that arrives. :func:`replace` puts them into a model that is there. :func:`set_saving`
says what is kept for the gradient, which is less than PyTorch keeps.

They compute in ogive's own threads (``ogive.set_num_threads``).
"""

from . import _functions, _modules
from ._functions import *  # noqa: F403
from ._modules import *  # noqa: F403
from ._replace import Swap, Swaps, replace
from ._saving import saving, set_saving

__all__ = [
    *_functions.__all__,
    *_modules.__all__,
    "Swap",
    "Swaps",
    "replace",
    "saving",
    "set_saving",
]


def __dir__() -> list[str]:
    return __all__
