"""Every function of one number against its formula, written here once more in mpmath, at the places that its page
calls landmarks and over all magnitudes."""

import ml_dtypes
import mpmath
import numpy as np
import pytest
from conftest import BOOK
from mpmath import mp

import ogive

mp.prec = 1300
ZERO, HALF, ONE = mp.mpf(0), mp.mpf(1) / 2, mp.mpf(1)
# Constants of a definition are numbers of float64.
SELU = mp.mpf(1.0507009873554804934), mp.mpf(1.6732632423543772848)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return max(x, ZERO) + mp.log1p(mp.exp(-abs(x)))


def cut(x, low, high):
    return min(max(x, mp.mpf(low)), mp.mpf(high))


def gauss(x):
    # Beyond, it is nothing, or 1, beside any number.
    return HALF * mp.erfc(cut(-x / mp.sqrt(2), -100, 100))


def gelu_tanh(x):
    return x * sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + mp.mpf(0.044715) * x**3))


def squareplus(x, b):
    root = mp.sqrt(x * x + b)
    return (x + root) / 2 if x > 0 else b / (root - x) / 2


FORMULAS = {
    "sigmoid": sigmoid,
    "tanh": mp.tanh,
    "relu": lambda x: max(ZERO, x),
    "leaky_relu": lambda x, negative_slope: x if x > 0 else negative_slope * x,
    "prelu": lambda x, weight: x if x > 0 else weight * x,
    "rrelu": lambda x, lower, upper, training: x if x > 0 else (lower + upper) / 2 * x,
    "relu6": lambda x: cut(x, 0, 6),
    "threshold": lambda x, threshold, value: x if x > threshold else value,
    "thresholded_relu": lambda x, alpha: x if x > alpha else ZERO,
    "relu_squared": lambda x: max(ZERO, x) ** 2,
    "hardtanh": lambda x, min_val, max_val: cut(x, min_val, max_val),
    "hardsigmoid": lambda x: cut((x + 3) / 6, 0, 1),
    "onnx_hardsigmoid": lambda x, alpha, beta: cut(alpha * x + beta, 0, 1),
    "hardswish": lambda x: x * cut((x + 3) / 6, 0, 1),
    "hardshrink": lambda x, lambd: x if abs(x) > lambd else ZERO,
    "softshrink": lambda x, lambd: x - lambd if x > lambd else x + lambd if x < -lambd else ZERO,
    "shrink": lambda x, lambd, bias: x - bias if x > lambd else x + bias if x < -lambd else ZERO,
    "softsign": lambda x: x / (1 + abs(x)),
    "squareplus": squareplus,
    "sparse_plus": lambda x: ZERO if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4,
    "sparse_sigmoid": lambda x: cut((x + 1) / 2, 0, 1),
    "linear": lambda x: x,
    "silu": lambda x, beta: x * sigmoid(beta * x),
    "quick_gelu": lambda x, beta: x * sigmoid(beta * x),
    "mish": lambda x: x * mp.tanh(softplus(x)),
    "lisht": lambda x: x * mp.tanh(x),
    "tanhshrink": lambda x: x - mp.tanh(x),
    "exponential": mp.exp,
    "softplus": lambda x, beta, threshold: softplus(beta * x) / beta,
    "log_sigmoid": lambda x: -softplus(-x),
    "sqrt_softplus": lambda x: mp.sqrt(softplus(x)),
    "elu": lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
    "celu": lambda x, alpha: x if x > 0 else alpha * mp.expm1(x / alpha),
    "selu": lambda x: SELU[0] * (x if x > 0 else SELU[1] * mp.expm1(x)),
    "gelu": lambda x: x * gauss(x),
    "gelu_tanh": gelu_tanh,
    "laplace": lambda x, mu, sigma: gauss((x - mu) / sigma),
    "xielu": lambda x, alpha_p, alpha_n, beta: (
        alpha_p * x * x if x > 0 else alpha_n * (mp.expm1(x) - x)
    )
    + beta * x,
    "snake": lambda x, a: x + mp.sin(a * x) ** 2 / a,
    "log1mexp": lambda x: mp.log(-mp.expm1(-x)),
}

ELEMENTS = [name for name, page in BOOK.items() if page["kind"] == "element"]


def test_every_function_of_one_number_has_a_formula_here():
    assert set(FORMULAS) == set(ELEMENTS)


def inputs(name, dtype):
    """All magnitudes, both signs, and the neighbourhood of kinks and landmarks."""
    page = BOOK[name]
    info = ml_dtypes.finfo(dtype)
    sizes = [1e-3, 0.03, 0.1, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6, 9, 13, 17, 20, 30, 60, 88, 100, 709, 1e4]
    sizes += [float(info.smallest_subnormal), float(info.tiny), float(info.tiny) * 3, 1e-7, 1e-5]
    sizes += [float(info.max) / 2]
    points = [*sizes, *(-size for size in sizes), 0.0]
    with np.errstate(over="ignore"):
        x = np.array(points).astype(dtype)
        near = np.array([*page["kinks"], *page["landmarks"]]).astype(dtype)
        for _ in range(3):
            near = np.concatenate([near, np.nextafter(near, dtype.type(np.inf)), np.nextafter(near, dtype.type(-np.inf))])
    x = np.unique(np.concatenate([x, near]))
    low, high = page["domain"]
    return x[np.isfinite(x) & (x > low) & (x <= high)] if low == 0 else x[np.isfinite(x)]


def parameters(name, dtype):
    """As the type computes with them, exactly."""
    wide = np.float64 if dtype == np.float64 else np.float32
    # One that cannot be set.
    arguments = {"beta": 1.702} if name == "quick_gelu" else BOOK[name]["arguments"]
    return {key: mp.mpf(float(wide(value))) for key, value in arguments.items()}


def error(result, exact, dtype):
    """In units in the last place of the exact result."""
    info = ml_dtypes.finfo(dtype)
    if abs(exact) >= mp.mpf(float(info.max)) * (1 + mp.mpf(2) ** -(info.nmant + 2)):
        return 0 if np.isinf(result) and (result > 0) == (exact > 0) else mp.inf
    if not np.isfinite(result):
        return mp.inf
    exponent = mpmath.floor(mpmath.log(abs(exact), 2)) if exact != 0 else -mp.inf
    ulp = mp.mpf(2) ** (max(exponent, info.minexp) - info.nmant)
    return abs(mp.mpf(float(result)) - exact) / ulp


def allowed(name, dtype, part):
    if dtype == np.float64:
        return 1
    if dtype == np.float32:
        return BOOK[name]["claim"][part]
    return 0.5


@pytest.mark.parametrize("name", ELEMENTS)
def test_values(name, dtype):
    x, settings = inputs(name, dtype), parameters(name, dtype)
    y = getattr(ogive, name)(x)
    assert y.dtype == dtype
    for one, result in zip(x, y, strict=True):
        exact = FORMULAS[name](mp.mpf(float(one)), **settings)
        found = error(result, exact, dtype)
        assert found <= allowed(name, dtype, 0), f"{name}({one!r}) = {result!r}: {float(found)} ulp"


@pytest.mark.parametrize("name", ELEMENTS)
def test_slopes(name, dtype):
    page = BOOK[name]
    if page["claim"][1] is None:
        pytest.skip("no claim about the slope")
    x, settings = inputs(name, dtype), parameters(name, dtype)
    slopes = getattr(ogive.grad, name)(x, np.ones_like(x))
    kinks = {float(dtype.type(kink)) for kink in page["kinks"]}
    for one, result in zip(x, slopes, strict=True):
        # Far out, differences of these numbers have no digits left.
        if float(one) in kinks or not 1e-30 <= abs(float(one)) <= (120 if dtype == np.float32 else 30):
            continue
        exact = derivative(lambda t: FORMULAS[name](t, **settings), mp.mpf(float(one)))
        found = error(result, exact, dtype)
        assert found <= allowed(name, dtype, 1) + 1e-6, f"{name}′({one!r}) = {result!r}: {float(found)} ulp"


def derivative(f, x):
    """From both sides of x, so near that what is left out is below the last digit of any type."""
    step = abs(x) * mp.mpf(2) ** -150 if x else mp.mpf(2) ** -150
    return (f(x + step) - f(x - step)) / (2 * step)


@pytest.mark.parametrize("name", ELEMENTS)
def test_what_is_no_number_stays_that(name, dtype):
    x = np.array([np.nan, 1, np.nan], dtype)
    y = getattr(ogive, name)(x)
    assert np.isnan(y[0]) and np.isfinite(y[1]) and np.isnan(y[2])
    g = getattr(ogive.grad, name)(x, np.ones_like(x))
    assert np.isnan(g[0]) and np.isfinite(g[1]) and np.isnan(g[2])


# Functions of rows, and of two numbers.


def exponentials(row, temperature=1):
    return [mp.exp(mp.mpf(float(x)) / temperature) for x in row]


ROWS = {
    "softmax": lambda e: [one / sum(e) for one in e],
    "log_softmax": lambda e: [mp.log(one / sum(e)) for one in e],
    "softmin": lambda e: [1 / one / sum(1 / other for other in e) for one in e],
    "quiet_softmax": lambda e: [one / (1 + sum(e)) for one in e],
    "logsumexp": lambda e: [mp.log(sum(e))],
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name):
    x = np.random.default_rng(5).normal(0, 8, (40, 9)).astype("float32")
    y = getattr(ogive, name)(x)
    for row, results in zip(x, y, strict=True):
        for exact, result in zip(ROWS[name](exponentials(row)), results, strict=True):
            assert error(result, exact, np.dtype("float32")) <= BOOK[name]["claim"][0]


SINGLE = mp.mpf(float(np.float32(1.702)))

GATES = {
    "glu": lambda a, b: a * sigmoid(b),
    "swiglu": lambda a, b: a * sigmoid(a) * b,
    "swiglu_clamped": lambda a, b: (
        min(a, 7) * sigmoid(SINGLE * min(a, 7)) * (cut(b, -7, 7) + 1)
    ),
    "geglu": lambda a, b: a * gauss(a) * b,
    "geglu_tanh": lambda a, b: gelu_tanh(a) * b,
    "geglu_quick": lambda a, b: FORMULAS["quick_gelu"](a, SINGLE) * b,
    "reglu": lambda a, b: max(ZERO, a) * b,
}


@pytest.mark.parametrize("name", [name for name, page in BOOK.items() if page["kind"] == "gated"])
def test_gated(name):
    a, b = np.random.default_rng(6).normal(0, 4, (2, 60)).astype("float32")
    y = getattr(ogive, name)(a, b)
    packed = getattr(ogive, name)(np.concatenate([a, b]))
    np.testing.assert_array_equal(y, packed)
    for one, other, result in zip(a, b, y, strict=True):
        exact = GATES[name](mp.mpf(float(one)), mp.mpf(float(other)))
        assert error(result, exact, np.dtype("float32")) <= BOOK[name]["claim"][0]


def test_a_wrong_last_digit_is_seen():
    dtype = np.dtype("float32")
    exact = sigmoid(mp.mpf(1))
    right = ogive.sigmoid(np.float32(1))
    assert error(right, exact, dtype) <= BOOK["sigmoid"]["claim"][0]
    wrong = np.nextafter(right, np.float32(2)) if right > exact else np.nextafter(right, np.float32(0))
    assert error(wrong, exact, dtype) > 1


