"""ogive: activation functions, forward and gradient, for NumPy, PyTorch and JAX.

They are right to the last bit, give the same bits on every machine, and are fast.

>>> import numpy, ogive
>>> scores = numpy.array([[0.4768, 0.8797, 0.9180, -0.3224]], "float32")
>>> ogive.softmax(scores, axis=1).round(4)
array([[0.2222, 0.3324, 0.3454, 0.0999]], dtype=float32)

==================  ==========================================================================
here                what it is
==================  ==========================================================================
``ogive.gelu(x)``   a function of the book, as a new array, or into ``out=``; ``ogive.names()``
``ogive.grad``      gradients: ``ogive.grad.gelu(x, g)``
``ogive.nn``        layers with PyTorch's names and arguments, over NumPy arrays
``ogive.torch``     functions and modules for PyTorch's tensors, with autograd
``ogive.dask``      functions over Dask's arrays, in chunks and on many machines
``ogive.jax``       functions for JAX's arrays, with derivatives
``ogive.compat``    the signatures of other libraries: ``ogive.compat.scipy``
``ogive.detect``    what stands at the end of a detector: filters, top-k, boxes, losses
``ogive.sharded``   softmax of rows that are in several places
``ogive.plot``      curves and gradients as pictures
``ogive.parse``     a function from text: ``ogive.parse("nn.LeakyReLU(0.04)")``
==================  ==========================================================================

``help(ogive.gelu)`` is a page of the book.
"""

import importlib
import os
from typing import TYPE_CHECKING, Any

from ogive import _functions
from ogive._core import Function, __version__, get_num_threads, parse, set_num_threads
from ogive._core import _after_fork
from ogive._functions import *  # noqa: F403 - every function of the book

if TYPE_CHECKING:
    from ogive import compat, detect, grad, nn, sharded
    from ogive._plot import plot

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

__all__ = [
    "Function",
    "__version__",
    "compat",
    "detect",
    "get_num_threads",
    "grad",
    "names",
    "nn",
    "parse",
    "plot",
    "set_num_threads",
    "sharded",
    *_functions.__all__,
]

# Loaded when first used, so that importing ogive costs little.
_MODULES = ("compat", "dask", "detect", "grad", "jax", "nn", "sharded", "torch")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"ogive.{name}")
    if name == "plot":
        from ogive._plot import plot

        return plot
    raise AttributeError(f"module 'ogive' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES, "plot"})


def names() -> list[str]:
    """The names of all functions, in the order of the book.

    >>> ogive.names()[:3]
    ['sigmoid', 'tanh', 'relu']
    """
    from ogive._core import book

    return [page["name"] for page in book()]
