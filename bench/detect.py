"""The end of a detector beside NumPy and PyTorch, in turns: medians of one run, results checked first.

    pip install ./python numpy torch
    python bench/detect.py [--rounds 40]

ogive and PyTorch have the threads that --threads says.
"""

import argparse
import statistics
import time

import numpy as np


def measured(cells, rounds):
    """The median time of each call, the calls taking turns."""
    times = {name: [] for name in cells}
    for _ in range(rounds):
        for name, call in cells.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def shown(title, taken):
    ours = taken["ogive"]
    print(title)
    for name, seconds in taken.items():
        print(f"  {name:28} {seconds * 1e3:9.3f} ms   {seconds / ours:6.2f} of ogive's time")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    import ogive
    import torch

    ogive.set_num_threads(options.threads)
    torch.set_num_threads(options.threads)
    print(f"{options.threads} threads, ogive {ogive.__version__}, NumPy {np.__version__}, PyTorch {torch.__version__}")
    random = np.random.default_rng(0)

    # A head of YOLOv8: few anchors pass, as on a picture.
    logits = random.normal(-9.0, 2.0, (84, 8400)).astype("float32")
    tensor = torch.from_numpy(logits)

    def by_numpy():
        scores = 1 / (1 + np.exp(-logits))
        best = scores.max(axis=0)
        anchors = np.flatnonzero(best > 0.25)
        return anchors, scores.argmax(axis=0)[anchors], best[anchors]

    def by_torch():
        best, classes = torch.sigmoid(tensor).max(0)
        anchors = torch.nonzero(best > 0.25).flatten()
        return anchors, classes[anchors], best[anchors]

    def ours():
        return ogive.detect.score_filter(logits, 0.25)

    found = ours()
    for other in (by_numpy(), [part.numpy() for part in by_torch()]):
        assert np.array_equal(found.anchors, other[0]) and np.array_equal(found.classes, other[1])
        assert np.allclose(found.scores, other[2], rtol=1e-6)
    print(f"{len(found.anchors)} of {logits.shape[1]} anchors pass")
    shown(
        "score_filter, (84, 8400) float32, threshold 0.25",
        measured({"ogive": ours, "NumPy": by_numpy, "PyTorch": by_torch}, options.rounds),
    )

    scores = random.normal(0.0, 3.0, (1024, 50257)).astype("float32")
    rows = torch.from_numpy(scores)
    found = ogive.detect.softmax_topk(scores, 5)
    probabilities, classes = torch.topk(torch.softmax(rows, 1), 5)
    assert np.array_equal(found.classes, classes.numpy())
    assert np.allclose(found.probabilities, probabilities.numpy(), rtol=1e-5)
    shown(
        "top 5 of softmax, (1024, 50257) float32",
        measured(
            {
                "ogive": lambda: ogive.detect.softmax_topk(scores, 5),
                "PyTorch, softmax and topk": lambda: torch.topk(torch.softmax(rows, 1), 5),
            },
            max(5, options.rounds // 4),
        ),
    )

    distances = random.normal(0.0, 2.0, (64, 8400)).astype("float32")
    of_torch = torch.from_numpy(distances)
    bins = torch.arange(16.0)

    def by_softmax():
        return torch.einsum("bna,n->ba", torch.softmax(of_torch.view(4, 16, -1), 1), bins)

    assert np.allclose(ogive.detect.distribution_to_distance(distances), by_softmax().numpy(), rtol=1e-5)
    shown(
        "distances, (4·16, 8400) float32",
        measured(
            {"ogive": lambda: ogive.detect.distribution_to_distance(distances), "PyTorch": by_softmax},
            options.rounds,
        ),
    )

    x = random.normal(-3.0, 2.0, (8400, 80)).astype("float32")
    t = (random.random((8400, 80)) < 0.01).astype("float32")
    x_torch, t_torch = torch.from_numpy(x), torch.from_numpy(t)

    def focal():
        p = torch.sigmoid(x_torch)
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(x_torch, t_torch, reduction="none")
        of_target = p * t_torch + (1 - p) * (1 - t_torch)
        weight = 0.25 * t_torch + 0.75 * (1 - t_torch)
        return weight * entropy * (1 - of_target) ** 2

    assert np.allclose(ogive.detect.sigmoid_focal_loss(x, t), focal().numpy(), rtol=1e-4, atol=1e-7)
    shown(
        "focal loss, (8400, 80) float32",
        measured(
            {
                "ogive": lambda: ogive.detect.sigmoid_focal_loss(x, t),
                "PyTorch, as torchvision": focal,
            },
            options.rounds,
        ),
    )


if __name__ == "__main__":
    main()
