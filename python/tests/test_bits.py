"""The same bits as the Rust library: its committed digests, computed here once more."""

import pathlib

import blake3
import ml_dtypes
import numpy as np
import pytest

import ogive

GOLDEN = pathlib.Path(__file__).parents[2] / "crates" / "ogive" / "tests" / "golden.txt"
TYPES = {
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
    "f16": np.dtype(np.float16),
    "bf16": np.dtype(ml_dtypes.bfloat16),
}


def random_words(seed, n):
    """SplitMix64, as the library's tests have it."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return z ^ z >> np.uint64(31)


def patterns(dtype, n):
    """Random bits: all magnitudes alike."""
    return np.frombuffer(random_words(11, n).astype("<u8").tobytes()[: n * dtype.itemsize], dtype)


def scores(dtype, n):
    """Sums of six even numbers."""
    units = ((random_words(12, 6 * n) >> np.uint64(11)) + np.uint64(1)).astype(np.float64) / 2.0**53
    six = units.reshape(n, 6)
    total = np.zeros(n)
    for column in range(6):
        total = total + six[:, column]
    wide = np.float64 if dtype == np.float64 else np.float32
    return ((total - 3.0) * 14.0).astype(wide).astype(dtype)


def digest(x):
    return blake3.blake3(np.ascontiguousarray(x).tobytes()).hexdigest()[:32]


SAMPLES = {}


def sample(name):
    if name not in SAMPLES:
        dtype, n = TYPES[name], 1 << 16
        rows = scores(dtype, 65_100).reshape(3, 700, 31)
        SAMPLES[name] = ((patterns(dtype, n), scores(dtype, n)), (rows, rows))
    return SAMPLES[name]


def digests(function, x, g):
    value = digest(function.forward(x))
    try:
        gradient = function.backward(x, g[tuple(map(slice, function.output_shape(x.shape)))])
    except ValueError as error:
        assert "gradient" in str(error)
        return value
    return f"{value} {digest(gradient)}"


@pytest.mark.parametrize("name", TYPES)
def test_digests_are_the_committed_ones(name):
    lines = [line for line in GOLDEN.read_text().splitlines() if line.startswith(f"{name} ")]
    assert len(lines) > 100
    flat, rows = sample(name)
    for line in lines:
        text, committed = line.removeprefix(f"{name} ").split(": ")
        function = ogive.parse(text)
        found = digests(function, *(flat if function.kind == "element" else rows))
        assert found == committed, line


def test_a_wrong_bit_is_seen():
    (x, g), _ = sample("f32")
    function = ogive.parse("sigmoid")
    right = digests(function, x, g)
    wrong = x.copy()
    # One bit of the number next to 1, so that it is not lost in a tail.
    with np.errstate(invalid="ignore"):
        near = np.nanargmin(np.abs(x.astype("float64") - 1))
    wrong.view("u4")[near] ^= 1 << 8
    assert digests(function, wrong, g) != right


def test_threads_do_not_change_a_bit():
    x = patterns(np.dtype(np.float32), 1 << 19)
    rows = scores(np.dtype(np.float32), 1 << 19).reshape(-1, 64)
    before, found = ogive.get_num_threads(), set()
    try:
        for threads in (1, 2, 3):
            ogive.set_num_threads(threads)
            assert ogive.get_num_threads() == threads
            found.add((digest(ogive.gelu(x)), digest(ogive.softmax(rows)), digest(ogive.softmax(rows, 0))))
    finally:
        ogive.set_num_threads(before)
    assert len(found) == 1
