"""What stands at the end of a detector, and rows in several places, against the steps one by one."""

import multiprocessing
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ogive
from ogive import detect, sharded

TYPES = ["float16", "float32", "float64", "bfloat16"]


def numbers(shape, dtype, seed=0, mean=0.0, spread=3.0):
    if dtype == "bfloat16":
        dtype = pytest.importorskip("ml_dtypes").bfloat16
    return (mean + spread * np.random.default_rng(seed).standard_normal(shape)).astype(dtype)


def by_steps(logits, threshold, objectness=None):
    """Of logits (anchors, classes)."""
    scores = ogive.sigmoid(logits)
    if objectness is not None:
        scores = (scores.astype("float64") * ogive.sigmoid(objectness).astype("float64")[:, None]).astype(scores.dtype)
    wide = scores.astype("float64")
    bound = np.float64(threshold) if logits.dtype == np.float64 else np.float64(np.float32(threshold))
    anchors = np.flatnonzero(wide.max(axis=1) > bound)
    classes = wide.argmax(axis=1)[anchors]
    return anchors, classes, scores[anchors, classes]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("threshold", [-1, 0, 0.1, 0.25, 0.9999, 1, 2])
def test_the_filter_is_its_steps(dtype, threshold):
    logits = numbers((900, 20), dtype, mean=-2)
    logits[5, 3] = np.nan
    objectness = numbers(900, dtype, 1)
    for more in (None, objectness):
        expected = by_steps(logits, threshold, more)
        for x, layout in [(logits, "anchors_first"), (logits.T, "classes_first"), (logits.T.copy(), "classes_first")]:
            found = detect.score_filter(x, threshold, objectness=more, layout=layout)
            for a, b in zip(found, expected):
                assert np.array_equal(a, b)
            assert found.scores.dtype == logits.dtype


@pytest.mark.parametrize("dtype", TYPES)
def test_the_most_probable(dtype):
    scores = numbers((30, 81), dtype)
    all_of_them = ogive.softmax(scores, axis=1)
    order = np.argsort(-scores.astype("float64"), axis=1, kind="stable")
    top = detect.softmax_topk(scores, 5)
    assert np.array_equal(top.classes, order[:, :5])
    expected = np.take_along_axis(all_of_them, order[:, :5], 1).astype("float64")
    assert np.allclose(top.probabilities.astype("float64"), expected, rtol=1e-6, atol=0)
    without = detect.softmax_topk(scores, 80, background=0)
    assert (without.classes != 0).all()


@pytest.mark.parametrize("dtype", TYPES)
def test_distances_are_means(dtype):
    scores = numbers((64, 100), dtype)
    p = ogive.softmax(scores.astype("float64").reshape(4, 16, 100), axis=1)
    exact = (p * np.arange(16)[:, None]).sum(axis=1)
    got = detect.distribution_to_distance(scores)
    assert got.dtype == scores.dtype and got.shape == (4, 100)
    tolerance = {"float64": 1e-14, "float32": 2e-7, "float16": 5e-4, "bfloat16": 4e-3}[dtype]
    assert np.allclose(got.astype("float64"), exact, rtol=tolerance, atol=0)
    turned = detect.distribution_to_distance(scores.T, layout="anchors_first")
    assert np.array_equal(turned, got.T)


def test_the_example_prints_what_the_one_in_rust_prints():
    examples = Path(__file__).parents[2] / "examples"
    run = subprocess.run([sys.executable, examples / "detect.py"], capture_output=True, text=True, check=True)
    assert run.stdout == (examples / "detections.txt").read_text()


def test_from_a_raw_head_to_boxes():
    """A head of three grids, as YOLOv8's."""
    grids = [(8, 8, 8), (4, 4, 16), (2, 2, 32)]
    places = np.concatenate([detect.centres(*grid) for grid in grids])
    strides = np.concatenate([np.full(h * w, s) for h, w, s in grids])
    head = numbers((64 + 3, len(places)), "float32", mean=-1)
    anchors, classes, scores = detect.score_filter(head[64:], 0.5)
    distances = detect.distribution_to_distance(head[:64, anchors]).T
    boxes = detect.from_distances(distances, places[anchors], strides[anchors])
    kept = detect.suppress(boxes, scores, classes, 0.45)
    assert 0 < len(kept) < len(anchors)
    assert (np.diff(scores[kept]) <= 0).all()
    for i in kept:
        for j in kept:
            if i != j and classes[i] == classes[j]:
                low, high = np.maximum(boxes[i], boxes[j])[:2], np.minimum(boxes[i], boxes[j])[2:]
                both = np.prod(np.maximum(high - low, 0))
                areas = [np.prod(boxes[k][2:] - boxes[k][:2]) for k in (i, j)]
                assert both / (sum(areas) - both) <= 0.45


def focal(x, t, alpha, gamma):
    p = 1 / (1 + np.exp(-x))
    entropy = t * np.log1p(np.exp(-x)) + (1 - t) * np.log1p(np.exp(x))
    weight = 1 if alpha is None else alpha * t + (1 - alpha) * (1 - t)
    return weight * (1 - (t * p + (1 - t) * (1 - p))) ** gamma * entropy


@pytest.mark.parametrize("alpha, gamma", [(0.25, 2), (None, 0), (0.9, 1.5)])
def test_the_focal_loss_and_its_gradient(alpha, gamma):
    x = numbers((7, 11, 3), "float64")
    t = (numbers((7, 11, 3), "float64", 1) > 0).astype("float64")
    loss = detect.sigmoid_focal_loss(x, t, alpha=alpha, gamma=gamma)
    assert np.allclose(loss, focal(x, t, alpha, gamma), rtol=1e-11, atol=1e-300)
    h = 1e-6
    difference = (focal(x + h, t, alpha, gamma) - focal(x - h, t, alpha, gamma)) / (2 * h)
    assert np.allclose(detect.sigmoid_focal_loss_grad(x, t, alpha=alpha, gamma=gamma), difference, atol=1e-8)


def test_the_cross_entropy_and_its_gradient():
    x, labels = numbers((20, 9), "float64"), np.arange(20) % 9
    labels[4] = -100
    log = ogive.log_softmax(x, axis=1)
    expected = -log[np.arange(20), labels % 9]
    expected[4] = 0
    assert np.allclose(detect.softmax_cross_entropy(x, labels), expected, rtol=1e-13)
    g = numbers(20, "float64", 3)
    one_hot = np.eye(9)[labels % 9]
    gradient = g[:, None] * (ogive.softmax(x, axis=1) - one_hot)
    gradient[4] = 0
    assert np.allclose(detect.softmax_cross_entropy_grad(x, labels, g), gradient, atol=1e-15)
    assert detect.softmax_cross_entropy(x.astype("float32"), labels).dtype == np.float32


@pytest.mark.parametrize("dtype", TYPES)
def test_shards_give_the_whole_row(dtype):
    x = numbers((6, 50, 4), dtype)
    parts = x[:, :20], x[:, 20:20], x[:, 20:]
    states = sharded.merge(*(sharded.partial(part, axis=1) for part in parts), dtype=x.dtype)
    assert states.shape == (6, 1, 4, 2) and states.dtype == np.float64
    for ours, whole in ((sharded.softmax, ogive.softmax), (sharded.log_softmax, ogive.log_softmax)):
        got = np.concatenate([ours(part, states, axis=1) for part in parts], axis=1)
        assert got.dtype == x.dtype
        epsilon = {"float64": 1e-15, "float32": 2e-7, "float16": 0, "bfloat16": 0}[dtype]
        assert np.allclose(got.astype("float64"), whole(x, axis=1).astype("float64"), rtol=epsilon, atol=epsilon)
    wide = x.astype("float64")
    assert np.allclose(sharded.logsumexp(states), np.log(np.exp(wide).sum(axis=1, keepdims=True)), rtol=1e-8)


def test_a_temperature_is_rounded_as_the_scores_are():
    x = numbers((5, 40), "float32")
    states = [sharded.partial(part, temperature=0.7) for part in (x[:, :13], x[:, 13:])]
    merged = sharded.merge(*states, temperature=0.7)
    got = sharded.softmax(x, merged, temperature=0.7)
    assert np.allclose(got, ogive.softmax(x, axis=1, temperature=0.7), rtol=2e-7, atol=0)


def _shard(path, rank, results):
    part = np.load(path)[:, rank::2]
    results.put((rank, sharded.partial(part)))


def test_two_processes(tmp_path):
    """Plain processes that send two numbers for each row."""
    x = numbers((8, 1000), "float32")
    np.save(tmp_path / "x.npy", x)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=_shard, args=(tmp_path / "x.npy", rank, results)) for rank in range(2)]
    for worker in workers:
        worker.start()
    states = dict(results.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(60)
    merged = sharded.merge(states[0], states[1])
    here = sharded.merge(*(sharded.partial(x[:, rank::2]) for rank in range(2)))
    assert np.array_equal(merged, here)
    assert np.allclose(sharded.softmax(x, merged), ogive.softmax(x, axis=1), rtol=2e-7, atol=0)


@pytest.mark.parametrize(
    "call, error, says",
    [
        (lambda: detect.score_filter(np.zeros((3, 4)), float("nan")), ValueError, "threshold = NaN"),
        (lambda: detect.score_filter(np.zeros((0, 4)), 0.5), ValueError, "at least one class"),
        (lambda: detect.score_filter(np.zeros(4), 0.5), ValueError, "expected 2 axes"),
        (lambda: detect.score_filter(np.zeros((3, 4)), 0.5, layout="chw"), ValueError, "classes_first"),
        (lambda: detect.score_filter(np.zeros((3, 4)), 0.5, objectness=np.zeros(3)), ValueError, "one for each anchor"),
        (lambda: detect.score_filter(np.zeros((3, 4), complex), 0.5), TypeError, "real numbers"),
        (lambda: detect.softmax_topk(np.zeros((2, 3)), 4), ValueError, "at most 3"),
        (lambda: detect.distribution_to_distance(np.zeros((63, 2))), ValueError, "4·bins = 64"),
        (lambda: detect.sigmoid_focal_loss(np.zeros(3), np.full(3, 2.0)), ValueError, "from 0 to 1"),
        (lambda: detect.sigmoid_focal_loss(np.zeros(3), np.zeros(2)), ValueError, "shape of the logits"),
        (lambda: detect.softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), ValueError, "a class from 0 to 2"),
        (lambda: detect.softmax_cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), TypeError, "whole numbers"),
        (lambda: detect.suppress(np.zeros((2, 4)), [1, 2], [0, -1]), ValueError, "below 0"),
        (lambda: detect.suppress(np.zeros((2, 4)), [1, 2], [0, 0], 2), ValueError, "from 0 to 1"),
        (lambda: detect.from_distances(np.zeros((2, 3)), np.zeros((2, 2)), 8), ValueError, "(anchors, 4)"),
        (lambda: sharded.merge(), ValueError, "at least one shard"),
        (lambda: sharded.merge(np.zeros((2, 1, 2)), np.zeros((3, 1, 2))), ValueError, "shape"),
        (lambda: sharded.softmax(np.zeros((2, 3)), np.zeros((2, 1, 3))), ValueError, "a last axis of two"),
        (lambda: sharded.softmax(np.zeros((2, 3)), np.zeros((2, 2, 2))), ValueError, "shape"),
        (lambda: sharded.partial(np.zeros((2, 3)), 2), ValueError, "axis 2"),
    ],
)
def test_what_does_not_fit_is_an_error(call, error, says):
    with pytest.raises(error) as raised:
        call()
    assert says in str(raised.value)
