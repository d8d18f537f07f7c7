#!/usr/bin/env python3
"""Writes digits.bin from the data set that scikit-learn carries: 41 bytes a picture.

The first byte is the digit. The other 40 hold 64 numbers of 5 bits, row by row, each from 0 to 16,
as one number of 320 bits whose highest bits are the first pixel's.

    pip install scikit-learn && ./export_digits.py
"""

from pathlib import Path

from sklearn.datasets import load_digits

digits = load_digits()
records = []
for pixels, digit in zip(digits.data.astype(int).tolist(), digits.target.tolist(), strict=True):
    packed = 0
    for pixel in pixels:
        assert 0 <= pixel <= 16
        packed = packed << 5 | pixel
    records.append(bytes([digit]) + packed.to_bytes(40, "big"))
Path(__file__).with_name("digits.bin").write_bytes(b"".join(records))
