"""Functions over Dask's arrays, which may be larger than memory and lie on many machines.

>>> import dask.array, ogive
>>> x = dask.array.linspace(-2, 2, 5, chunks=2)
>>> ogive.dask.apply("relu", x).compute()
array([0., 0., 0., 1., 2.])

Results are the same bits whatever the chunks, the scheduler and the workers, but for :func:`softmax` and
:func:`log_softmax` along an axis of several chunks, where the bits depend on where that axis is cut, and on nothing else.

On a worker of ``dask.distributed``, a function runs in one thread, since Dask gives each worker as many tasks as it has
threads; ``OGIVE_NUM_THREADS`` in the worker's environment says otherwise.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any

import dask.array as da
import numpy as np

import ogive
from ogive import sharded

__all__ = ["apply", "grad", "log_softmax", "softmax"]


_said = False


def _alone() -> None:
    """In a worker's task, before the first: one thread, if nothing else has been said."""
    global _said
    if _said or (distributed := sys.modules.get("distributed")) is None:
        return
    try:
        distributed.get_worker()
    except ValueError:
        return
    _said = True
    if not any(os.environ.get(name) for name in ("OGIVE_NUM_THREADS", "RAYON_NUM_THREADS")):
        ogive.set_num_threads(1)


@functools.cache
def _parsed(text: str) -> Any:
    return ogive.parse(text)


def _forward(x: Any, text: str) -> Any:
    _alone()
    return _parsed(text).forward(x)


def _backward(x: Any, g: Any, text: str) -> Any:
    _alone()
    return _parsed(text).backward(x, g)


def _known(function: Any) -> tuple[str, Any]:
    """As text, which can be sent, and as a function."""
    text = str(function)
    return text, _parsed(text)


def _in_one_chunk(function: Any, x: da.Array) -> da.Array:
    """With the axis that a function is over in one chunk."""
    axis = function.arguments.get("axis")
    return x if axis is None else x.rechunk({_axis(int(axis), x.ndim): -1})


def _axis(axis: int, dimensions: int) -> int:
    if not -dimensions <= axis < dimensions:
        raise np.exceptions.AxisError(axis, dimensions)
    return axis % dimensions


def apply(function: Any, x: Any) -> da.Array:
    """A function of the book, given as text such as ``"leaky_relu(0.04)"`` or ``"softmax(axis=1)"``, or one that
    ``ogive.parse`` gave. An axis that it is over is put into one chunk first."""
    text, function = _known(function)
    x = _in_one_chunk(function, da.asarray(x))
    chunks = x.chunks
    if function.kind != "element":
        shape = function.output_shape(tuple(max(int(length), 1) for length in x.shape))
        chunks = tuple(
            kept if length == was or was == 0 else (length,) for kept, length, was in zip(x.chunks, shape, x.shape)
        )
    return x.map_blocks(_forward, text, chunks=chunks, dtype=x.dtype, meta=np.empty((0,) * x.ndim, x.dtype))


def grad(function: Any, x: Any, g: Any) -> da.Array:
    """The gradient by ``x`` of a function, for the gradient ``g`` by its output."""
    text, function = _known(function)
    x = _in_one_chunk(function, da.asarray(x))
    g = da.asarray(g)
    if function.kind == "element" or function.output_shape(x.shape) == x.shape:
        g = da.broadcast_to(g, x.shape).rechunk(x.chunks)
    return da.map_blocks(_backward, x, g, text, chunks=x.chunks, dtype=x.dtype, meta=np.empty((0,) * x.ndim, x.dtype))


def softmax(x: Any, axis: int = -1, *, temperature: float = 1.0) -> da.Array:
    """The softmax along an axis of any number of chunks: each is reduced to two numbers for each row, and those alone
    meet."""
    return _sharded(sharded.softmax, x, axis, temperature)


def log_softmax(x: Any, axis: int = -1, *, temperature: float = 1.0) -> da.Array:
    """The log-softmax, in the same way."""
    return _sharded(sharded.log_softmax, x, axis, temperature)


def _sharded(finish: Any, x: Any, axis: int, temperature: float) -> da.Array:
    x = da.asarray(x)
    axis = _axis(axis, x.ndim)
    states = x.map_blocks(
        _partial,
        axis,
        temperature,
        new_axis=x.ndim,
        chunks=(*x.chunks[:axis], (1,) * x.numblocks[axis], *x.chunks[axis + 1 :], (2,)),
        dtype=np.float64,
        meta=np.empty((0,) * (x.ndim + 1)),
    )
    merged = states.rechunk({axis: -1}).map_blocks(
        _merge,
        axis,
        temperature,
        x.dtype,
        chunks=(*x.chunks[:axis], (1,), *x.chunks[axis + 1 :], (2,)),
        dtype=np.float64,
        meta=np.empty((0,) * (x.ndim + 1)),
    )
    places = tuple(range(x.ndim))
    return da.blockwise(
        _finish,
        places,
        x,
        places,
        merged,
        (*places, x.ndim),
        axis=axis,
        temperature=temperature,
        finish=finish,
        concatenate=True,
        align_arrays=False,
        dtype=x.dtype,
        meta=np.empty((0,) * x.ndim, x.dtype),
    )


def _partial(x: Any, axis: int, temperature: float) -> Any:
    _alone()
    return sharded.partial(x, axis, temperature=temperature)


def _merge(states: Any, axis: int, temperature: float, dtype: Any) -> Any:
    _alone()
    # One after the other, in the order of the chunks.
    shards = [states.take([i], axis) for i in range(states.shape[axis])]
    return sharded.merge(*shards, temperature=temperature, dtype=dtype)


def _finish(x: Any, states: Any, axis: int, temperature: float, finish: Any) -> Any:
    _alone()
    return finish(x, states, axis, temperature=temperature)
