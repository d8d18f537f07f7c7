"""ogive.jax: every function of the book as JAX's users meet it."""

from __future__ import annotations

import numpy
import pytest

jax = pytest.importorskip("jax", reason="JAX is not installed")

import jax.numpy as jnp

import ogive.jax as oj
from ogive import _core

PAGES = {page["name"]: page for page in _core.book()}
SMOOTH = [name for name in PAGES if PAGES[name]["has_gradient"]]
DTYPES = ["float32", "float64", "float16", "bfloat16"]

ARGUMENTS = {
    "prelu": {"weight": 0.25},
    "gumbel_softmax": {"seed": 7},
    "logsumexp": {"keepdims": True},
}


@pytest.fixture(autouse=True)
def wide():
    """float64 is there."""
    with jax.enable_x64(True):
        yield


def call(name, x, **more):
    return getattr(oj, name)(x, **{**ARGUMENTS.get(name, {}), **more})


def library(name):
    named = {"axis": -1} if PAGES[name]["kind"] == "axis" and name != "softmax2d" else {}
    named |= {k: v for k, v in ARGUMENTS.get(name, {}).items() if k != "keepdims"}
    return _core.Function(name, **named)


def inputs(name, dtype="float32", shape=(3, 4, 6), seed=0):
    """Inputs away from kinks, and inside of the domain."""
    x = numpy.random.default_rng(seed).standard_normal(shape) * 2
    if PAGES[name]["domain"][0] == 0:
        x = numpy.abs(x) + 0.1
    for kink in {
        0.0,
        0.5,
        -0.5,
        1.0,
        -1.0,
        3.0,
        -3.0,
        6.0,
        2.5,
        -2.5,
        7.0,
        -7.0,
        *PAGES[name]["kinks"],
    }:
        x = numpy.where(numpy.abs(x - kink) < 0.02, x + 0.05, x)
    return jnp.asarray(x, dtype)


def same_bits(a, b):
    a, b = numpy.ascontiguousarray(a), numpy.ascontiguousarray(b)
    assert a.shape == b.shape and a.dtype == b.dtype
    assert numpy.array_equal(a.view(f"u{a.itemsize}"), b.view(f"u{b.itemsize}"))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", PAGES)
def test_bits_are_the_librarys(name, dtype):
    x = inputs(name, dtype)
    expected = library(name).forward(numpy.asarray(x))
    same_bits(call(name, x), expected)
    same_bits(jax.jit(lambda x: call(name, x))(x), expected)
    if not PAGES[name]["has_gradient"]:
        return
    g = jnp.asarray(numpy.random.default_rng(1).standard_normal(expected.shape), dtype)
    f = library(name)
    if PAGES[name]["kind"] == "axis" and name != "logsumexp":
        gradient = f.backward_from_output(expected, numpy.asarray(g))
    else:
        gradient = f.backward(numpy.asarray(x), numpy.asarray(g))
    for wrap in (lambda f: f, jax.jit):
        y, pull = jax.vjp(wrap(lambda x: call(name, x)), x)
        same_bits(y, expected)
        same_bits(pull(g)[0], gradient)


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives(name):
    from jax.test_util import check_grads

    x = inputs(name, "float64", (2, 4))
    if name == "softmax2d":
        x = inputs(name, "float64", (4, 2, 1))
    check_grads(lambda x: call(name, x), (x,), order=2, modes=["fwd", "rev"], atol=2e-4, rtol=2e-4)


@pytest.mark.parametrize("name", SMOOTH)
def test_jit_of_derivatives(name):
    x = (
        inputs(name, "float64", (2, 4))
        if name != "softmax2d"
        else inputs(name, "float64", (4, 2, 1))
    )
    loss = lambda x: (call(name, x) ** 2).sum()
    assert jnp.allclose(jax.jit(jax.grad(loss))(x), jax.grad(loss)(x))
    hessian = jax.hessian(loss)
    assert jnp.allclose(jax.jit(hessian)(x), hessian(x))
    assert jnp.allclose(jax.jacrev(jax.jacfwd(loss))(x), jax.jacfwd(jax.jacrev(loss))(x))


GATED = [name for name in PAGES if PAGES[name]["kind"] == "gated"]


@pytest.mark.parametrize("name", GATED)
def test_pairs(name):
    from jax.test_util import check_grads

    a, b = inputs(name, "float64", (2, 3), 1), inputs(name, "float64", (2, 3), 2)
    same_bits(getattr(oj, name)(a, other=b), getattr(oj, name)(jnp.concatenate([a, b], -1)))
    check_grads(lambda a, b: getattr(oj, name)(a, other=b), (a, b), order=2, atol=2e-4, rtol=2e-4)
    assert getattr(oj, name)(a.astype("bfloat16"), other=b.astype("float32")).dtype == jnp.float32


def test_a_weight_is_learned():
    from jax.test_util import check_grads

    x, weight = inputs("prelu", "float64", (2, 3, 4)), jnp.array([0.25, -0.5, 0.75])
    check_grads(oj.prelu, (x, weight), order=2, atol=2e-4, rtol=2e-4)
    batched = jax.vmap(oj.prelu, (0, None))(jnp.stack([x, 2 * x]), weight)
    same_bits(batched, jnp.stack([oj.prelu(x, weight), oj.prelu(2 * x, weight)]))


@pytest.mark.parametrize("name", PAGES)
def test_vmap(name):
    x = inputs(name, shape=(5, 3, 4, 2))
    for axis in (0, 1, 3):
        found = jax.vmap(lambda x: call(name, x), axis)(x)
        expected = jnp.stack([call(name, part) for part in jnp.moveaxis(x, axis, 0)])
        same_bits(found, expected)
        same_bits(jax.jit(jax.vmap(lambda x: call(name, x), axis))(x), expected)
    if PAGES[name]["has_gradient"]:
        gradient = jax.grad(lambda x: (call(name, x) ** 2).sum())
        assert jnp.allclose(
            jax.vmap(gradient)(x), jnp.stack([gradient(part) for part in x]), rtol=1e-6
        )


@pytest.mark.parametrize("shape", [(), (0,), (7,), (2, 0, 3)], ids=str)
def test_any_shape(shape):
    for name in ("sigmoid", "relu", "prelu"):
        x = inputs(name, shape=shape)
        assert jax.grad(lambda x: call(name, x).sum())(x).shape == shape


def test_large_arrays_under_jit():
    x = inputs("gelu", shape=(1 << 22,))
    found = jax.jit(lambda x: oj.gelu(x) + 0)(x)
    same_bits(found, library("gelu").forward(numpy.asarray(x)))


@pytest.mark.parametrize("dtype", DTYPES)
def test_subnormal_numbers(dtype):
    """XLA's threads take them for 0; the library's results keep them, under jit too."""
    tiny = numpy.array(jnp.finfo(dtype).tiny).astype(dtype)
    x = jnp.asarray(numpy.array([tiny / 4, -tiny / 4, tiny / 2], dtype=tiny.dtype))
    for name in ("leaky_relu", "silu", "tanh"):
        f = jax.jit(lambda x: call(name, x))
        same_bits(f(x), library(name).forward(numpy.asarray(x)))
        pull = jax.jit(lambda x, g: jax.vjp(lambda x: call(name, x), x)[1](g)[0])
        same_bits(
            pull(jnp.ones_like(x), x), library(name).backward(numpy.ones_like(x), numpy.asarray(x))
        )


def test_draws():
    x = -jnp.ones(1000)
    drawn = -oj.rrelu(x, training=True, seed=jax.random.key(0))
    assert drawn.min() >= 1 / 8 and drawn.max() <= 1 / 3 and drawn.std() > 0.03
    same_bits(oj.rrelu(x, training=True, seed=3), oj.rrelu(x, training=True, seed=jnp.uint32(3)))
    gradient = jax.grad(lambda x: oj.rrelu(x, training=True, seed=3).sum())(x)
    same_bits(gradient, -oj.rrelu(x, training=True, seed=3))
    step = jax.jit(lambda x, key: oj.rrelu(x, training=True, seed=key))
    assert not jnp.array_equal(step(x, jax.random.key(0)), step(x, jax.random.key(1)))
    both = jax.vmap(step, (None, 0))(x, jax.random.split(jax.random.key(0), 2))
    assert not jnp.array_equal(both[0], both[1])
    hard = oj.gumbel_softmax(jnp.zeros((5, 10)), hard=True, seed=1)
    assert jnp.array_equal(hard.sum(-1), jnp.ones(5))
    straight, soft = (
        jax.grad(lambda x, hard=hard: oj.gumbel_softmax(x, hard=hard, seed=1)[:, 0].sum())(
            jnp.zeros((5, 10))
        )
        for hard in (True, False)
    )
    assert jnp.array_equal(straight, soft)
    assert oj.rrelu(jnp.array([-1.0]))[0] == pytest.approx(-(1 / 8 + 1 / 3) / 2)


def test_errors():
    with pytest.raises(TypeError, match="expected float32, float64, float16 or bfloat16"):
        oj.gelu(jnp.arange(3))
    with pytest.raises(ValueError, match="axis 1"):
        oj.softmax(jnp.ones(3), 1)
    with pytest.raises(ValueError, match="even length"):
        oj.swiglu(jnp.ones(3))
    with pytest.raises(ValueError, match="negative_slope"):
        oj.leaky_relu(jnp.ones(3), float("nan"))
    with pytest.raises(TypeError, match="traced"):
        jax.jit(lambda x, s: oj.leaky_relu(x, s))(jnp.ones(3), 0.1)
    with pytest.raises(TypeError, match="seed"):
        oj.rrelu(jnp.ones(3), training=True)
    with pytest.raises(ValueError, match="dimensions"):
        oj.softmax2d(jnp.ones(3))
    with pytest.raises(NotImplementedError, match="no gradient"):
        jax.grad(lambda x: oj.hardmax(x).sum())(jnp.ones(3))
    with pytest.raises(NotImplementedError, match="third derivative"):
        jax.grad(jax.grad(jax.grad(oj.tanh)))(0.5)


def test_every_function_and_the_names_of_jax():
    for page in PAGES.values():
        assert page["formula"] in " ".join(getattr(oj, page["name"]).__doc__.split())
        for name in page["names"]:
            if name["ecosystem"] == "JAX" and name["name"].isidentifier():
                assert hasattr(oj, name["name"]), name


@pytest.mark.filterwarnings("ignore")
def test_the_same_as_jax_nn():
    x = jnp.linspace(-4, 4, 101)
    for name in (
        "relu",
        "relu6",
        "sigmoid",
        "softplus",
        "silu",
        "leaky_relu",
        "elu",
        "celu",
        "selu",
        "softmax",
        "log_softmax",
        "hard_tanh",
        "squareplus",
        "mish",
    ):
        assert jnp.allclose(getattr(oj, name)(x), getattr(jax.nn, name)(x), atol=1e-6), name
    assert jnp.allclose(oj.gelu_tanh(x), jax.nn.gelu(x), atol=1e-6)
    assert jnp.allclose(oj.gelu(x), jax.nn.gelu(x, approximate=False), atol=1e-6)


def test_doctests():
    import doctest

    with jax.enable_x64(False):
        results = [doctest.testmod(module) for module in (oj, oj._functions)]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 100
