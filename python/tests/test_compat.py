"""Other libraries' signatures."""

import inspect

import numpy as np
import pytest
from conftest import same_bits
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import ogive
from ogive.compat import scipy as own

special = pytest.importorskip("scipy.special")

finite = st.floats(-700, 700, width=64)
boxes = arrays.arrays(np.float64, arrays.array_shapes(min_dims=1, max_dims=4, max_side=5), elements=finite)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_signatures(name):
    theirs = inspect.signature(getattr(special, name)).parameters.values()
    mine = inspect.signature(getattr(own, name)).parameters.values()
    described = [[(p.name, p.kind, p.default) for p in parameters] for parameters in (theirs, mine)]
    assert described[0] == described[1]


def axes_of(data, x):
    every = st.integers(-x.ndim, x.ndim - 1)
    several = st.lists(st.integers(0, x.ndim - 1), unique=True, min_size=1).map(tuple)
    return data.draw(st.one_of(st.none(), every, several))


@given(boxes, st.data())
@settings(max_examples=100, deadline=None)
def test_results_are_theirs(x, data):
    axis = axes_of(data, x)
    for name in ("softmax", "log_softmax"):
        theirs, mine = (getattr(module, name)(x, axis=axis) for module in (special, own))
        assert np.shape(theirs) == np.shape(mine)
        np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13)
    for keepdims in (False, True):
        theirs, mine = (module.logsumexp(x, axis=axis, keepdims=keepdims) for module in (special, own))
        assert np.shape(theirs) == np.shape(mine) and type(theirs) is type(mine)
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-13)


@given(boxes, st.data())
@settings(max_examples=100, deadline=None)
def test_weighted_sums_are_theirs(x, data):
    axis = axes_of(data, x)
    b = data.draw(arrays.arrays(np.float64, x.shape, elements=st.floats(-5, 5).map(lambda n: round(n, 1))))
    theirs, their_sign = special.logsumexp(x, axis=axis, b=b, return_sign=True)
    mine, sign = own.logsumexp(x, axis=axis, b=b, return_sign=True)
    assert np.shape(theirs) == np.shape(mine)
    # Where nearly all is taken off again, both have few digits.
    largest = np.log(np.abs(b) + 1e-300).max() + x.max() if x.size else 0
    near = np.isclose(theirs, mine, rtol=1e-9, atol=1e-9) | (theirs < largest - 20)
    assert near.all() or np.isneginf(theirs).any()
    told = theirs > largest - 20
    assert (np.asarray(their_sign == sign) | ~told).all()


def test_signs_and_infinities():
    inf = np.inf
    for a, b in [
        ([-inf, -inf], None),
        ([inf, 1.0], None),
        ([np.nan, 1.0], None),
        ([1.0, 1.0], [1.0, -1.0]),
        ([1.0, 2.0], [1.0, -1.0]),
        ([1.0, inf], [1.0, 0.0]),
        ([-inf, 2.0], [-1.0, -3.0]),
    ]:
        theirs, mine = (module.logsumexp(a, b=b) for module in (special, own))
        np.testing.assert_allclose(mine, theirs, rtol=1e-13, err_msg=f"{a} {b}")
        theirs, mine = (module.logsumexp(a, b=b, return_sign=True) for module in (special, own))
        np.testing.assert_allclose(mine, theirs, rtol=1e-13, err_msg=f"{a} {b}")


def test_the_logistic_function():
    x = np.linspace(-50, 50, 101)
    np.testing.assert_allclose(own.expit(x), special.expit(x), rtol=1e-14)
    np.testing.assert_allclose(own.log_expit(x), special.log_expit(x), rtol=1e-14)
    same_bits(own.expit(x.astype("float32")), ogive.sigmoid(x.astype("float32")))
    out = np.empty_like(x)
    assert own.expit(x, out) is out and own.expit(x, out=(out,)) is out
    assert type(own.expit(0)) is np.float64 and own.log_expit([0]).shape == (1,)


def test_whole_numbers_and_refusals():
    np.testing.assert_allclose(own.softmax([1, 2, 3]), special.softmax([1, 2, 3]), rtol=1e-14)
    np.testing.assert_allclose(own.logsumexp([1, 2, 3], b=[1, 2, 3]), special.logsumexp([1, 2, 3], b=[1, 2, 3]))
    for call in (own.softmax, own.logsumexp):
        with pytest.raises(np.exceptions.AxisError):
            call(np.ones((2, 3)), axis=2)
        with pytest.raises(np.exceptions.AxisError):
            call(np.ones((2, 3)), axis=(0, 5))
        with pytest.raises(ValueError, match="twice"):
            call(np.ones((2, 3)), axis=(0, -2))
        with pytest.raises(TypeError, match="real"):
            call([1j])
