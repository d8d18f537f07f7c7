"""Softmax and log-softmax where a row is in several places: the class axis of a large model split over processes, an
array that comes in pieces.

Each place reduces its shard to two numbers for each row (:func:`partial`). These are gathered, for instance by
``torch.distributed.all_gather``, and merged in an order that everyone takes (:func:`merge`); with the result each place
finishes its own shard (:func:`softmax`, :func:`log_softmax`).

>>> import numpy, ogive
>>> left, right = numpy.array([[1.0, 2.0]]), numpy.array([[3.0, 4.0, 0.5]])
>>> states = ogive.sharded.merge(ogive.sharded.partial(left), ogive.sharded.partial(right))
>>> ogive.sharded.softmax(left, states).round(4)
array([[0.0315, 0.0856]])

A state is an array of float64 like ``x`` with an axis of length 1, and a last axis more of two numbers: the maximum, and
the sum of e^((x − maximum)/temperature) over all elements but one that is the maximum. Results are the same bits for a
given split and order of merging.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ogive import _core
from ogive._arrays import plain

__all__ = ["log_softmax", "logsumexp", "merge", "partial", "softmax"]


def partial(x: Any, axis: int = -1, *, temperature: float = 1.0) -> np.ndarray:
    """What each row of a shard comes to. A shard may be empty."""
    return _core._partial(plain(x), axis, temperature)


def merge(*states: Any, temperature: float = 1.0, dtype: Any = np.float32) -> np.ndarray:
    """Of all shards together, in the order in which they are given.

    ``dtype`` is the element type of the scores: the temperature is rounded to what they are computed in.
    """
    if not states:
        raise ValueError("no states to merge; expected those of at least one shard")
    merged, *others = (np.asarray(state, np.float64) for state in states)
    double = np.dtype(dtype) == np.float64
    for other in others:
        merged = _core._merge(merged, other, temperature, double or temperature == 1.0)
    return merged


def softmax(x: Any, states: Any, axis: int = -1, *, temperature: float = 1.0, masked: bool = False) -> np.ndarray:
    """The softmax of a shard, from the states of the whole rows."""
    return _core._finish(plain(x), np.asarray(states, np.float64), axis, temperature, masked, False)


def log_softmax(x: Any, states: Any, axis: int = -1, *, temperature: float = 1.0, masked: bool = False) -> np.ndarray:
    """The log-softmax of a shard, from the states of the whole rows."""
    return _core._finish(plain(x), np.asarray(states, np.float64), axis, temperature, masked, True)


def logsumexp(states: Any) -> np.ndarray:
    """The logarithm of the sum of e^x of the whole rows, in float64, for a temperature of 1.

    >>> ogive.sharded.logsumexp(ogive.sharded.partial([0.0, 0.0])).round(4)
    array([0.6931])
    """
    maximum, others = np.moveaxis(np.asarray(states, np.float64), -1, 0)
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(maximum), maximum + others, maximum + np.log1p(others))
