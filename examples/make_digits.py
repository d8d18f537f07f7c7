#!/usr/bin/env python3
"""Make the example inputs that lie next to this script.

digits_logits.npy      float32 (1797, 10)      class scores of a real classifier
digits_labels.npy      uint8   (1797,)         the digit each row really shows
textbook_scores.npy    float32 (1, 4)          a few numbers to check by hand
textbook_features.npy  float32 (1, 1, 2, 2)    the same, as a tiny feature map

The classifier is a multinomial logistic regression on the 8x8 handwritten
digits that scikit-learn bundles. README.md in this folder has the command to
run this, the versions used, and the origin and licence of the digits.
"""

from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from threadpoolctl import threadpool_limits

HERE = Path(__file__).resolve().parent

SEED = 0  # decides which rows share a fold; nothing else here is random
FOLDS = 5

TEXTBOOK_SCORES = [[0.4768, 0.8797, 0.9180, -0.3224]]
TEXTBOOK_FEATURES = [[[[-0.7955, 0.3595], [0.1483, 0.2836]]]]


def digit_scores():
    """Return (logits, labels): one row of 10 class scores per image.

    The rows are split into FOLDS parts. Each part is scored by a model fitted
    on the other parts, so no row is scored by a model that has seen it.
    """
    digits = load_digits()
    pixels = digits.data / 16.0  # stored as 0..16, scaled to 0..1

    # scikit-learn's default L2 penalty (C=1.0), not tuned on this data.
    # max_iter is raised so that the solver stops because it has converged.
    model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=1000)
    folds = StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=SEED)

    # One thread: the order of the sums, and so the last bits of the scores,
    # then does not depend on how many cores the machine has.
    with threadpool_limits(limits=1):
        logits = cross_val_predict(
            model, pixels, digits.target, cv=folds, method="decision_function"
        )
    return logits, digits.target


def save(name, values, dtype):
    """Write one array as .npy, format version 1.0, C order, little-endian."""
    array = np.ascontiguousarray(values, dtype=dtype)
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=(1, 0), allow_pickle=False)
    print(f"{name}: {array.dtype} {array.shape}")
    return array


def main():
    print(f"numpy {np.__version__}, scikit-learn {sklearn.__version__}")

    logits, labels = digit_scores()
    # Column j must be the score of digit j, and the labels must fit in a byte.
    assert logits.shape == (1797, 10) and np.isfinite(logits).all()
    assert np.array_equal(np.unique(labels), np.arange(10))

    logits = save("digits_logits.npy", logits, "<f4")
    labels = save("digits_labels.npy", labels, "u1")
    save("textbook_scores.npy", TEXTBOOK_SCORES, "<f4")
    save("textbook_features.npy", TEXTBOOK_FEATURES, "<f4")

    # Measured on the float32 scores as written.
    correct = int((logits.argmax(axis=1) == labels).sum())
    print(f"argmax agrees with the label: {correct} of {len(labels)} "
          f"({100 * correct / len(labels):.2f} %)")


if __name__ == "__main__":
    main()
