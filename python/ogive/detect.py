"""What stands at the end of a detector, fused, and to the bits that the separate steps would give.

>>> import numpy, ogive
>>> logits = numpy.array([[-4.0, 0.5, -3.0, 2.0], [-5.0, 1.5, -2.0, -1.0]], "float32")
>>> anchors, classes, scores = ogive.detect.score_filter(logits, 0.5)
>>> anchors, classes, scores.round(4)
(array([1, 3]), array([1, 0]), array([0.8176, 0.8808], dtype=float32))

Arrays are of float16, float32, float64 or bfloat16, of two axes where nothing else is said, in any layout. What does not
fit is a ``ValueError`` or ``TypeError`` that says what was expected.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ogive import _core
from ogive._arrays import plain

__all__ = [
    "Scored",
    "TopK",
    "centres",
    "distribution_to_distance",
    "from_distances",
    "score_filter",
    "sigmoid_focal_loss",
    "sigmoid_focal_loss_grad",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "softmax_topk",
    "suppress",
]

_LAYOUTS = {"classes_first": True, "anchors_first": False}


class Scored(NamedTuple):
    """The anchors whose best score passed, in their order."""

    #: The index of each anchor,
    anchors: np.ndarray
    #: its best class,
    classes: np.ndarray
    #: and that class's score, of the element type of the logits.
    scores: np.ndarray


class TopK(NamedTuple):
    """The k most probable classes of each row, the most probable first."""

    #: (rows, k)
    probabilities: np.ndarray
    #: (rows, k)
    classes: np.ndarray


def _is_first(layout: str) -> bool:
    try:
        return _LAYOUTS[layout]
    except (KeyError, TypeError):
        raise ValueError(f"layout={layout!r}; expected 'classes_first' or 'anchors_first'") from None


def _together(first: Any, second: Any) -> tuple[np.ndarray, np.ndarray]:
    """Both as plain arrays of the first one's element type."""
    first = plain(first)
    return first, plain(second, first.dtype).astype(first.dtype, copy=False)


def score_filter(logits: Any, threshold: float, *, objectness: Any = None, layout: str = "classes_first") -> Scored:
    """The anchors whose best class has a score above ``threshold``, where a score is the sigmoid of a logit.

    The answer is that of the three steps one by one, to the bit: the sigmoid of all, the maximum over the classes (the
    first of equal ones), and those maxima ``> threshold``. An anchor with a NaN passes nothing. The threshold is rounded
    to the computing type (float32, or float64 for float64) first; below 0 it lets everything pass, from 1 on nothing.

    The sigmoid is computed for the anchors alone whose largest logit may pass.

    Parameters
    ----------
    logits : (classes, anchors), as YOLOv8 has them, or with ``layout="anchors_first"`` (anchors, classes)
    objectness : (anchors,), logits whose sigmoid multiplies the scores of each anchor's classes, as in YOLOv3 to v5
    """
    logits = plain(logits)
    if objectness is not None:
        logits, objectness = _together(logits, objectness)
    return Scored(*_core._score_filter(logits, objectness, _is_first(layout), threshold))


def softmax_topk(scores: Any, k: int, *, background: int | None = None) -> TopK:
    """The k most probable classes of each row of scores (rows, classes), with the softmax over all classes.

    ``background`` is a class that takes part in the softmax and is not among the results, as in SSD and Faster R-CNN. Of
    equal scores the first class comes first. A row with NaN has results NaN, whatever the classes.

    >>> ogive.detect.softmax_topk([[1.0, 3.0, 2.0]], 2).classes
    array([[1, 2]])
    """
    return TopK(*_core._softmax_topk(plain(scores), k, background))


def distribution_to_distance(scores: Any, bins: int = 16, *, layout: str = "classes_first") -> np.ndarray:
    """The distances from an anchor to the four sides of its box, each the mean of a distribution over ``bins`` whole
    numbers from 0 on, which a softmax makes of as many scores: what YOLOv8's heads end with.

    The scores are (4·bins, anchors), the bins of a side one after the other, and the result is (4, anchors); with
    ``layout="anchors_first"`` both are the other way round. Distances are in cells of the head's grid.

    Source: X. Li et al., Generalized Focal Loss (2020), https://arxiv.org/abs/2006.04388.
    """
    return _core._distribution_to_distance(plain(scores), _is_first(layout), bins)


def centres(height: int, width: int, stride: float) -> np.ndarray:
    """The centres of a head's cells in pixels, row by row: (height·width, 2), x before y.

    >>> ogive.detect.centres(1, 2, 8)
    array([[ 4.,  4.],
           [12.,  4.]])
    """
    y, x = np.mgrid[:height, :width]
    return (np.stack([x.ravel(), y.ravel()], axis=1) + 0.5) * stride


def from_distances(distances: Any, centres: Any, stride: Any) -> np.ndarray:
    """The boxes (anchors, 4) whose sides, left, top, right and bottom, are at these distances (anchors, 4) from these
    centres (anchors, 2). A stride is the size of a cell in pixels: one for all, or one for each anchor.
    """
    distances, centres = np.asarray(distances, np.float64), np.asarray(centres, np.float64)
    if distances.ndim != 2 or distances.shape[1] != 4:
        raise ValueError(f"the distances have shape {distances.shape}; expected (anchors, 4)")
    if centres.shape != (len(distances), 2):
        raise ValueError(f"the centres have shape {centres.shape}; expected ({len(distances)}, 2), one for each anchor")
    reach = distances * np.asarray(stride, np.float64).reshape(-1, 1)
    return np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1)


def suppress(boxes: Any, scores: Any, classes: Any, overlap: float = 0.45) -> np.ndarray:
    """Non-maximum suppression within each class: the indices of the boxes (boxes, 4) that are left, those of the highest
    scores first; of equal scores the first. A box goes if its overlap (intersection over union) with one that stays is
    above ``overlap``.

    >>> ogive.detect.suppress([[0, 0, 2, 2], [0, 0, 2, 1.9], [5, 5, 6, 6]], [0.5, 0.9, 0.1], [0, 0, 0])
    array([1, 2])
    """
    numbers = [np.asarray(array, np.float64) for array in (boxes, scores)]
    return _core._suppress(numbers[0].reshape(-1, 4) if numbers[0].size == 0 else numbers[0], numbers[1], np.asarray(classes, np.int64), overlap)


def sigmoid_focal_loss(logits: Any, targets: Any, *, alpha: float | None = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The focal loss of each logit x and its target t in [0, 1], of any shape, in one stable pass:

    α_t·(1 − p_t)^γ·CE, with p = σ(x), CE = −t·ln p − (1 − t)·ln(1 − p), p_t = t·p + (1 − t)(1 − p),
    α_t = α·t + (1 − α)(1 − t). Without ``alpha``, both kinds of targets weigh the same.

    Source: T.-Y. Lin et al., Focal loss for dense object detection (2017), https://arxiv.org/abs/1708.02002.

    >>> ogive.detect.sigmoid_focal_loss([0.0, 30.0], [1.0, 1.0]).round(6)
    array([0.043322, 0.      ])
    """
    return _core._focal_loss(*_together(logits, targets), alpha, gamma, False)


def sigmoid_focal_loss_grad(logits: Any, targets: Any, *, alpha: float | None = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The gradient of :func:`sigmoid_focal_loss` by each logit, of a gradient of 1 by each loss."""
    return _core._focal_loss(*_together(logits, targets), alpha, gamma, True)


def softmax_cross_entropy(scores: Any, labels: Any, *, ignore_index: int = -100) -> np.ndarray:
    """−ln softmax(x)_label for each row of scores (rows, classes) and the class that it should have. A row whose label is
    ``ignore_index`` has a loss of 0. What is left of a small loss keeps all its digits.

    >>> ogive.detect.softmax_cross_entropy([[0.0, -60.0]], [0])
    array([8.75651076e-27])
    """
    return _core._cross_entropy(plain(scores), _labels(labels), ignore_index, None)


def softmax_cross_entropy_grad(scores: Any, labels: Any, g: Any = 1.0, *, ignore_index: int = -100) -> np.ndarray:
    """The gradient of :func:`softmax_cross_entropy` by the scores, of the gradient ``g`` by the loss of each row, one
    number for all or one for each."""
    scores = plain(scores)
    g = np.broadcast_to(plain(g, scores.dtype).astype(scores.dtype, copy=False), scores.shape[:1])
    return _core._cross_entropy(scores, _labels(labels), ignore_index, np.require(g, None, ["A", "E"]))


def _labels(labels: Any) -> np.ndarray:
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu" and labels.size > 0:
        raise TypeError(f"labels have dtype {labels.dtype}; expected whole numbers")
    return labels.astype(np.int64)
