"""From a head's raw output to boxes: that of the lab's detector, on the six scenes that docs/lab.md shows.

    python examples/detect.py

It prints what is in examples/detections.txt, and so does `cargo run --release --example detect`.

Of each of 6×6 cells there are a logit for whether a shape is there, four for its box (its centre in the cell, its
width and height in the picture), and the scores of three classes.
"""

from pathlib import Path

import numpy as np

import ogive

GRID = 6
SIZE = 48.0
CELL = SIZE / GRID
NAMES = ["triangle", "ellipse", "parallelogram"]


def main():
    heads = np.load(Path(__file__).with_name("detector_head.npy"))
    for scene, head in enumerate(heads):
        # Where there is a shape at all: one comparison for most cells.
        cells = ogive.detect.score_filter(head[:1], 0.01)
        of_cells = head[:, cells.anchors]
        # Which: the best class and its probability.
        best = ogive.detect.softmax_topk(of_cells[5:].T, 1)
        # And the box.
        x, y, width, height = ogive.sigmoid(of_cells[1:5]).astype("float64")
        rows, columns = np.divmod(cells.anchors, GRID)
        centres = np.stack([columns + x, rows + y], axis=1) * CELL
        halves = np.stack([width, height], axis=1) * SIZE / 2
        corners = np.concatenate([centres - halves, centres + halves], axis=1)
        scores = cells.scores * best.probabilities[:, 0]
        classes = best.classes[:, 0]
        print(f"scene {scene}")
        for i in ogive.detect.suppress(corners, scores, classes, 0.45):
            if scores[i] < 0.5:
                break
            left, top, right, bottom = corners[i]
            print(
                f"  {NAMES[classes[i]]:13}  {scores[i]:.3f}  from ({left:.1f}, {top:.1f}) to ({right:.1f}, {bottom:.1f})"
            )


if __name__ == "__main__":
    main()
