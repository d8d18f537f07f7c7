"""The one adapter between the book and JAX.

Six primitives of JAX serve all functions of the book; which function is meant, with which parameters, is one of their
parameters, a :class:`Function`. Each primitive is computed by the library, on the host: at once where nothing is
traced, and by way of ``jax.pure_callback`` under ``jit``. Derivatives are primitives again, linear in what arrives,
with the rule for their transpose: so gradients have the library's bits, and forward and reverse mode work, in any
order, up to the second derivative.

============  =====================  ==================================================================
primitive     of                     computes
============  =====================  ==================================================================
``forward``   x                      the function
``pull``      x, g                   g·f′(x), for a function of single elements
``second``    x, a, b                a·b·f″(x)
``rows``      y, g                   the gradient from the output, for a function over an axis
``push``      y, t                   its transpose, where that is another
``pair``      a, b                   a gated function
``pair_pull`` a, b, g                its gradients
``pair_push`` a, b, s, t             its derivative along (s, t)
============  =====================  ==================================================================
"""

from __future__ import annotations

import functools
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy
from jax.core import ShapedArray
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from ogive import _core
from ogive._frameworks import GATES, straight

PAGES = {page["name"]: page for page in _core.book()}

#: The functions that draw from a seed, which is passed beside the arrays.
SEEDED = frozenset(
    name
    for name, page in PAGES.items()
    if any(parameter["name"] == "seed" for parameter in page["parameters"])
)

DTYPES = ("float32", "float64", "float16", "bfloat16")


class Function(NamedTuple):
    """A function of the book with its parameters, as JAX keeps them: hashable."""

    name: str
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def axis(self) -> int:
        """The axis that a function of rows works along, from the end."""
        return dict(self.settings).get("axis", -3)  # softmax2d

    @property
    def straight(self) -> bool:
        return straight(PAGES[self.name])

    def setting(self, name: str, default: Any) -> Any:
        return dict(self.settings).get(name, default)

    def with_setting(self, name: str, value: Any) -> Function:
        return Function(self.name, tuple((k, value if k == name else v) for k, v in self.settings))

    def built(self, seed: tuple = ()) -> Any:
        """The library's function."""
        if seed:
            return _core.Function(self.name, **dict(self.settings), seed=int(seed[0]))
        return made(self)


@functools.lru_cache(maxsize=256)
def made(function: Function) -> Any:
    return _core.Function(function.name, **dict(function.settings))


# What the library computes, of NumPy arrays.


def on_host_forward(function: Function, x: Any, *seed: Any) -> Any:
    return function.built(seed).forward(x)


def on_host_pull(function: Function, x: Any, g: Any, *seed: Any) -> Any:
    return function.built(seed).backward(x, g)


def on_host_second(function: Function, x: Any, a: Any, b: Any) -> Any:
    curvature = function.built().second_derivative(x.astype(numpy.float64))
    return (curvature * a.astype(numpy.float64) * b.astype(numpy.float64)).astype(x.dtype)


def on_host_rows(function: Function, y: Any, g: Any) -> Any:
    return function.built().backward_from_output(y, g)


def on_host_pair(function: Function, a: Any, b: Any) -> Any:
    return function.built().forward_pair(a, b)


def on_host_pair_pull(function: Function, a: Any, b: Any, g: Any) -> Any:
    return function.built().backward_pair(a, b, g)


def on_host_pair_push(function: Function, a: Any, b: Any, s: Any, t: Any) -> Any:
    library = function.built()
    return library.backward_pair(a, b, s)[0] + library.backward_pair(a, b, t)[1]


@functools.cache
def workers() -> ThreadPoolExecutor:
    """Threads in which the library computes what compiled programs ask for.

    XLA has its threads take subnormal numbers for 0, and results would not have all their bits there. A thread
    begins with the habits of the one that makes it; these are made while a program is traced, not while it runs.
    """
    count = min(os.cpu_count() or 1, 8)
    pool = ThreadPoolExecutor(count, "ogive-jax")
    all_there = threading.Barrier(count + 1)
    for _ in range(count):
        pool.submit(all_there.wait)
    all_there.wait()
    return pool


def aside(work: Any, *arguments: Any) -> Any:
    """The result of some work, done in a thread of ours."""
    return workers().submit(work, *arguments).result()


# Primitives.


def primitive(name: str, on_host: Any, *, pair: bool = False) -> Primitive:
    """A primitive that the library computes; of one result, or of a pair of them."""
    made = Primitive(f"ogive_{name}")
    made.multiple_results = pair

    def shapes(*operands: Any, function: Function) -> Any:
        shape = operands[0].shape
        if name == "forward":
            shape = function.built().output_shape(shape)
        result = ShapedArray(shape, operands[0].dtype)
        return [result, result] if pair else result

    def at_once(*operands: Any, function: Function) -> Any:
        results = on_host(function, *(numpy.asarray(operand) for operand in operands))
        return [jnp.asarray(result) for result in results] if pair else jnp.asarray(results)

    def traced(*operands: Any, function: Function) -> Any:
        def call(*arrays: Any) -> Any:
            results = aside(on_host, function, *(numpy.asarray(array) for array in arrays))
            return tuple(results) if pair else results

        workers()
        found = shapes(*operands, function=function)
        found = tuple(map(struct, found)) if pair else struct(found)
        return jax.pure_callback(call, found, *operands, vmap_method="sequential")

    def batched(operands: Any, dims: Any, *, function: Function) -> Any:
        if function.name in SEEDED and len(operands) > (1 if name == "forward" else 2):
            # Draws go by an element's place, in each element of the batch anew.
            def each(mapped: Any) -> Any:
                mapped = iter(mapped)
                whole = [x if d is None else next(mapped) for x, d in zip(operands, dims)]
                return made.bind(*whole, function=function)

            over = [jnp.moveaxis(x, d, 0) for x, d in zip(operands, dims) if d is not None]
            return jax.lax.map(each, over), 0
        size = next(x.shape[d] for x, d in zip(operands, dims) if d is not None)
        moved = [at_front(x, d, size) for x, d in zip(operands, dims)]
        if function.name == "softmax2d" and moved[0].ndim > 4:
            flat = [x.reshape(-1, *x.shape[-3:]) for x in moved]
            return made.bind(*flat, function=function).reshape(moved[0].shape), 0
        results = made.bind(*moved, function=function)
        return results, [0] * len(results) if pair else 0

    made.def_impl(at_once)
    made.def_abstract_eval(shapes)
    mlir.register_lowering(made, mlir.lower_fun(traced, multiple_results=pair), platform="cpu")
    batching.primitive_batchers[made] = batched
    return made


def at_front(x: Any, dim: int | None, size: int) -> Any:
    """The batch as the first dimension."""
    return jnp.broadcast_to(x, (size, *x.shape)) if dim is None else jnp.moveaxis(x, dim, 0)


def struct(aval: Any) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(aval.shape, aval.dtype)


forward = primitive("forward", on_host_forward)
pull = primitive("pull", on_host_pull)
second = primitive("second", on_host_second)
rows = primitive("rows", on_host_rows)
pair = primitive("pair", on_host_pair)
pair_pull = primitive("pair_pull", on_host_pair_pull, pair=True)
pair_push = primitive("pair_push", on_host_pair_push)


# Derivatives.


def none(tangent: Any) -> bool:
    return type(tangent) is ad.Zero


def zero_like(x: Any) -> Any:
    return ad.Zero(ShapedArray(x.shape, x.dtype))


def plus(*terms: Any) -> Any:
    """The sum of those that are not nothing."""
    found = [term for term in terms if term is not None]
    return functools.reduce(jnp.add, found) if found else None


def forward_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    x, *seed = primals
    y = forward.bind(x, *seed, function=function)
    t = tangents[0]
    if none(t):
        return y, zero_like(y)
    if PAGES[function.name]["kind"] == "element":
        return y, pull.bind(x, t, *seed, function=function)
    if not PAGES[function.name]["has_gradient"]:
        raise NotImplementedError(
            f"ogive.jax.{function.name}: it has no gradient; gumbel_softmax(hard=True) passes one straight through"
        )
    if function.name == "logsumexp":
        share = forward.bind(x, function=Function("softmax", function.settings))
        return y, jnp.sum(share * t, function.axis, keepdims=True)
    if function.name == "log_softmax":
        return y, push.bind(y, t, function=function)
    soft = y
    if function.setting("hard", False):
        function = function.with_setting("hard", False)
        soft = forward.bind(x, *seed, function=function)
    return y, rows.bind(soft, t, function=function)


ad.primitive_jvps[forward] = forward_jvp


def pull_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    x, g, *seed = primals
    by_x, by_g, *_ = tangents
    result = pull.bind(x, g, *seed, function=function)
    along_g = None if none(by_g) else pull.bind(x, by_g, *seed, function=function)
    along_x = (
        None if none(by_x) or function.straight else second.bind(x, g, by_x, function=function)
    )
    tangent = plus(along_g, along_x)
    return result, zero_like(result) if tangent is None else tangent


def pull_transpose(ct: Any, x: Any, g: Any, *seed: Any, function: Function) -> Any:
    by_g = zero(g) if none(ct) else pull.bind(x, ct, *seed, function=function)
    return [None, by_g, *(None for _ in seed)]


def zero(undefined: Any) -> Any:
    return ad.Zero(undefined.aval)


ad.primitive_jvps[pull] = pull_jvp
ad.primitive_transposes[pull] = pull_transpose


def second_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    x, a, b = primals
    by_x, by_a, by_b = tangents
    if not none(by_x):
        raise NotImplementedError(
            f"ogive.jax.{function.name}: a third derivative; expected at most a second one: use jax.nn where more "
            "are needed"
        )
    result = second.bind(x, a, b, function=function)
    along_a = None if none(by_a) else second.bind(x, by_a, b, function=function)
    along_b = None if none(by_b) else second.bind(x, a, by_b, function=function)
    tangent = plus(along_a, along_b)
    return result, zero_like(result) if tangent is None else tangent


def second_transpose(ct: Any, x: Any, a: Any, b: Any, *, function: Function) -> Any:
    if ad.is_undefined_primal(a):
        return [None, zero(a) if none(ct) else second.bind(x, ct, b, function=function), None]
    return [None, None, zero(b) if none(ct) else second.bind(x, a, ct, function=function)]


ad.primitive_jvps[second] = second_jvp
ad.primitive_transposes[second] = second_transpose


def rows_along_y(function: Function, y: Any, g: Any, t: Any) -> Any:
    """The derivative of the gradient from the output, along t of the output."""
    axis, factor = function.axis, 1 / function.setting("temperature", 1.0)

    def total(x: Any) -> Any:
        return jnp.sum(x, axis, keepdims=True)

    if function.name == "sparsemax":
        return None
    if function.name == "log_softmax":
        return -factor * jnp.exp(y) * t * total(g)
    if function.name == "softmin":
        factor = -factor
    return factor * (t * (g - total(g * y)) - y * total(g * t))


def rows_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    y, g = primals
    by_y, by_g = tangents
    result = rows.bind(y, g, function=function)
    along_g = None if none(by_g) else rows.bind(y, by_g, function=function)
    along_y = None if none(by_y) else rows_along_y(function, y, g, by_y)
    tangent = plus(along_g, along_y)
    return result, zero_like(result) if tangent is None else tangent


def rows_transpose(ct: Any, y: Any, g: Any, *, function: Function) -> Any:
    if none(ct):
        return [None, zero(g)]
    # The matrix of derivatives is symmetric, but for log_softmax.
    transposed = push if function.name == "log_softmax" else rows
    return [None, transposed.bind(y, ct, function=function)]


ad.primitive_jvps[rows] = rows_jvp
ad.primitive_transposes[rows] = rows_transpose


def pushed(y: Any, t: Any, *, function: Function) -> Any:
    """The derivative of log_softmax along t."""
    factor = 1 / function.setting("temperature", 1.0)
    return factor * (t - jnp.sum(jnp.exp(y) * t, function.axis, keepdims=True))


push = Primitive("ogive_push")
push.def_impl(pushed)
push.def_abstract_eval(lambda y, t, *, function: ShapedArray(y.shape, y.dtype))
mlir.register_lowering(push, mlir.lower_fun(pushed, multiple_results=False))


def push_batched(operands: Any, dims: Any, *, function: Function) -> Any:
    size = next(x.shape[d] for x, d in zip(operands, dims) if d is not None)
    return push.bind(*(at_front(x, d, size) for x, d in zip(operands, dims)), function=function), 0


def push_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    y, t = primals
    by_y, by_t = tangents
    result = push.bind(y, t, function=function)
    along_t = None if none(by_t) else push.bind(y, by_t, function=function)
    along_y = None
    if not none(by_y):
        factor = 1 / function.setting("temperature", 1.0)
        along_y = -factor * jnp.sum(jnp.exp(y) * by_y * t, function.axis, keepdims=True)
        along_y = jnp.broadcast_to(along_y, y.shape)
    tangent = plus(along_t, along_y)
    return result, zero_like(result) if tangent is None else tangent


def push_transpose(ct: Any, y: Any, t: Any, *, function: Function) -> Any:
    return [None, zero(t) if none(ct) else rows.bind(y, ct, function=function)]


batching.primitive_batchers[push] = push_batched
ad.primitive_jvps[push] = push_jvp
ad.primitive_transposes[push] = push_transpose


# Gated functions: h(gate)·other, with a gate and another number.


def instantiated(tangent: Any, like: Any) -> Any:
    return jnp.zeros_like(like) if none(tangent) else tangent


def pair_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    result = pair.bind(*primals, function=function)
    if all(map(none, tangents)):
        return result, zero_like(result)
    along = [instantiated(t, x) for t, x in zip(tangents, primals)]
    return result, pair_push.bind(*primals, *along, function=function)


def gate_of(function: Function, a: Any, b: Any) -> Any:
    """The gate's function, which of both is the gate, the numbers as the product has them, and whether each
    of them moves the product."""
    activation, gate = GATES[function.name]
    defaults = PAGES[activation]["arguments"]
    if function.name != "swiglu_clamped":
        return Function(activation, tuple(defaults.items())), gate, (a, b), (1, 1)
    limit = function.setting("limit", None)
    moves = ((a < limit).astype(a.dtype), ((b < limit) & (b > -limit)).astype(b.dtype))
    numbers = (jnp.minimum(a, limit), jnp.clip(b, -limit, limit) + 1)
    return Function(activation, (("beta", function.setting("alpha", None)),)), gate, numbers, moves


def swap(gate: str, two: Any) -> Any:
    """Two, that of the gate first; and the other way round, which is the same."""
    return two if gate == "a" else two[::-1]


def curved(h: Function, x: Any, a: Any, b: Any) -> Any:
    return jnp.zeros_like(x) if h.straight else second.bind(x, a, b, function=h)


def pair_pull_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    a, b, g = primals
    by_a, by_b, by_g = tangents
    results = pair_pull.bind(a, b, g, function=function)
    found = [jnp.zeros_like(a), jnp.zeros_like(b)]
    if not none(by_g):
        found = pair_pull.bind(a, b, by_g, function=function)
    if not (none(by_a) and none(by_b)):
        h, gate, numbers, moves = gate_of(function, a, b)
        along = [instantiated(t, x) * m for t, x, m in zip((by_a, by_b), (a, b), moves)]
        (x, other), (s, t) = swap(gate, numbers), swap(gate, along)
        by_gate = curved(h, x, g * other, s) + pull.bind(x, g * t, function=h)
        by_other = pull.bind(x, g * s, function=h)
        curvature = [c * m for c, m in zip(swap(gate, (by_gate, by_other)), moves)]
        found = [f + c for f, c in zip(found, curvature)]
    return results, found


def pair_pull_transpose(cts: Any, a: Any, b: Any, g: Any, *, function: Function) -> Any:
    if all(map(none, cts)):
        return [None, None, zero(g)]
    by_a, by_b = (instantiated(ct, x) for ct, x in zip(cts, (a, b)))
    return [None, None, pair_push.bind(a, b, by_a, by_b, function=function)]


def pair_push_jvp(primals: Any, tangents: Any, *, function: Function) -> Any:
    a, b, s, t = primals
    by_a, by_b, by_s, by_t = tangents
    result = pair_push.bind(a, b, s, t, function=function)
    terms = []
    if not (none(by_s) and none(by_t)):
        terms.append(
            pair_push.bind(a, b, instantiated(by_s, s), instantiated(by_t, t), function=function)
        )
    if not (none(by_a) and none(by_b)):
        h, gate, numbers, moves = gate_of(function, a, b)
        along = [instantiated(d, x) * m for d, x, m in zip((by_a, by_b), (a, b), moves)]
        before = [d * m for d, m in zip((s, t), moves)]
        (x, other), (u, v), (p, q) = swap(gate, numbers), swap(gate, before), swap(gate, along)
        terms.append(curved(h, x, u * other, p) + pull.bind(x, u * q + v * p, function=h))
    tangent = plus(*terms)
    return result, zero_like(result) if tangent is None else tangent


def pair_push_transpose(ct: Any, a: Any, b: Any, s: Any, t: Any, *, function: Function) -> Any:
    if none(ct):
        by_s, by_t = (zero(x) if ad.is_undefined_primal(x) else None for x in (s, t))
        return [None, None, by_s, by_t]
    found = pair_pull.bind(a, b, ct, function=function)
    return [None, None, *(f if ad.is_undefined_primal(x) else None for f, x in zip(found, (s, t)))]


ad.primitive_jvps[pair] = pair_jvp
ad.primitive_jvps[pair_pull] = pair_pull_jvp
ad.primitive_transposes[pair_pull] = pair_pull_transpose
ad.primitive_jvps[pair_push] = pair_push_jvp
ad.primitive_transposes[pair_push] = pair_push_transpose


# Calls.


def checked(name: str, x: Any) -> jax.Array:
    """An array of JAX, of an element type that there is a kernel for."""
    x = jnp.asarray(x)
    if x.dtype.name not in DTYPES:
        raise TypeError(
            f"ogive.jax.{name}: an array of {x.dtype.name}; expected float32, float64, float16 or bfloat16: convert "
            "it, for example with .astype(jnp.float32)"
        )
    return x


def settled(name: str, settings: dict) -> Function:
    """The function with parameters that are numbers."""
    for parameter, value in settings.items():
        if isinstance(value, jax.core.Tracer):
            raise TypeError(
                f"ogive.jax.{name}: {parameter} is traced; expected a Python number: name it in static_argnames"
            )
    plain = {k: v if isinstance(v, (bool, int)) else float(v) for k, v in settings.items()}
    return Function(name, tuple(plain.items()))


def apply(name: str, x: Any, seed: tuple = (), **settings: Any) -> jax.Array:
    """A function whose result has the shape of its input."""
    x = checked(name, x)
    function = settled(name, settings)
    made(function).output_shape(x.shape)
    return forward.bind(x, *seed, function=function)


def apply_rows(name: str, x: Any, axis: int, seed: tuple = (), **settings: Any) -> jax.Array:
    """A function over an axis."""
    x = checked(name, x)
    function = settled(name, {"axis": from_end(name, axis, x), **settings})
    made(function)
    return forward.bind(x, *seed, function=function)


def from_end(name: str, axis: int, x: Any) -> int:
    """The axis, counted from the end."""
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(
            f"ogive.jax.{name}: axis {axis} of an array of {x.ndim} dimensions; expected one from {-x.ndim} to "
            f"{x.ndim - 1}"
        )
    return axis if axis < 0 else axis - x.ndim


def apply_gated(name: str, x: Any, other: Any, axis: int, **settings: Any) -> jax.Array:
    """A gated function of two arrays, or of the halves of one."""
    x = checked(name, x)
    function = settled(name, settings)
    made(function)
    if other is None:
        axis = from_end(name, axis, x)
        if x.shape[axis] % 2:
            raise ValueError(
                f"ogive.jax.{name}: axis {axis} of shape {x.shape} has length {x.shape[axis]}; expected an even "
                "length, two halves"
            )
        x, other = jnp.split(x, 2, axis)
    other = checked(name, other)
    return pair.bind(*promoted(x, other), function=function)


def promoted(a: Any, b: Any) -> Any:
    """Two arrays of one element type and one shape."""
    dtype = jnp.promote_types(a.dtype, b.dtype)
    return jnp.broadcast_arrays(a.astype(dtype), b.astype(dtype))


def seed_of(name: str, seed: Any) -> tuple:
    """A seed as an array: a whole number, an array of one, or a key of ``jax.random``."""
    if seed is None:
        raise TypeError(
            f"ogive.jax.{name}: no seed; expected a whole number or a key of jax.random"
        )
    if isinstance(seed, jax.Array) and jnp.issubdtype(seed.dtype, jax.dtypes.prng_key):
        return (jax.random.bits(seed, (), jnp.uint32),)
    seed = jnp.asarray(seed)
    if seed.shape == (2,) and seed.dtype == jnp.uint32:
        return (jax.random.bits(seed, (), jnp.uint32),)
    if seed.shape != () or not jnp.issubdtype(seed.dtype, jnp.integer):
        raise TypeError(
            f"ogive.jax.{name}: a seed of shape {seed.shape} and type {seed.dtype.name}; expected a whole number or "
            "a key of jax.random"
        )
    return (seed.astype(jnp.uint32),)


@jax.custom_jvp
def prelu(x: Any, weight: Any) -> Any:
    """prelu, whose weight is an array as well."""
    return prelu_forward.bind(x, weight)


def weights(x: Any, weight: Any) -> Any:
    """The weight at each element."""
    if weight.ndim == 0 or weight.size == 1:
        return jnp.broadcast_to(weight.reshape(()), x.shape)
    return jnp.broadcast_to(weight.reshape(-1, *(1,) * (x.ndim - 2)), x.shape)


def prelu_on_host(x: Any, weight: Any) -> Any:
    return _core.Function(
        "prelu", weight=numpy.atleast_1d(weight).astype(numpy.float64).tolist()
    ).forward(x)


def prelu_traced(x: Any, weight: Any) -> Any:
    def call(x: Any, weight: Any) -> Any:
        return aside(prelu_on_host, numpy.asarray(x), numpy.asarray(weight))

    workers()
    return jax.pure_callback(
        call, jax.ShapeDtypeStruct(x.shape, x.dtype), x, weight, vmap_method="sequential"
    )


def prelu_batched(operands: Any, dims: Any) -> Any:
    def each(mapped: Any) -> Any:
        mapped = iter(mapped)
        return prelu_forward.bind(
            *(x if d is None else next(mapped) for x, d in zip(operands, dims))
        )

    over = [jnp.moveaxis(x, d, 0) for x, d in zip(operands, dims) if d is not None]
    return jax.lax.map(each, over), 0


prelu_forward = Primitive("ogive_prelu")
prelu_forward.def_impl(
    lambda x, weight: jnp.asarray(prelu_on_host(numpy.asarray(x), numpy.asarray(weight)))
)
prelu_forward.def_abstract_eval(lambda x, weight: ShapedArray(x.shape, x.dtype))
mlir.register_lowering(
    prelu_forward, mlir.lower_fun(prelu_traced, multiple_results=False), platform="cpu"
)
batching.primitive_batchers[prelu_forward] = prelu_batched


@prelu.defjvp
def prelu_jvp(primals: Any, tangents: Any) -> Any:
    # Each product is rounded once, as the library rounds it.
    x, weight = primals
    t, by_weight = tangents
    left = jnp.where(x > 0, jnp.zeros_like(x), x) * weights(x, by_weight.astype(x.dtype))
    return prelu(x, weight), jnp.where(x > 0, t, weights(x, weight).astype(x.dtype) * t) + left
