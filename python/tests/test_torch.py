"""ogive.torch: every function of the book as PyTorch's users meet it."""

from __future__ import annotations

import functools
import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

import ogive.torch as ot
from ogive import _core
from ogive.torch._library import unwatched
from ogive.torch._operators import OPERATORS

pytestmark = pytest.mark.filterwarnings("error:.*autograd kernel was not registered")

PAGES = {page["name"]: page for page in _core.book()}
DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
ELEMENTS = [name for name, page in PAGES.items() if page["kind"] == "element"]
TWO_SLOPES = [name for name in ELEMENTS if PAGES[name]["two_slopes"]]
ROWS = [name for name, page in PAGES.items() if page["kind"] == "axis"]
GATED = [name for name, page in PAGES.items() if page["kind"] == "gated"]
SMOOTH = [name for name in PAGES if PAGES[name]["has_gradient"]]

#: How each function is called that wants more than a tensor, and what the library is told.
CALLS = {
    "prelu": ((torch.tensor([0.25]),), {"weight": 0.25}),
    "threshold": ((0.5, -1.0), {"threshold": 0.5, "value": -1.0}),
    "softplus": ((), {"threshold": 20.0}),
    "logsumexp": ((-1, True), {"axis": -1}),
    "gumbel_softmax": ((), {"axis": -1, "seed": 7}),
}


def call(name, x, **more):
    """The function of a tensor, and the same function of the library."""
    arguments, named = CALLS.get(name, ((), {}))
    if PAGES[name]["kind"] == "axis" and name not in CALLS and name != "softmax2d":
        arguments, named = (-1,), {"axis": -1}
    if name == "gumbel_softmax":
        more.setdefault("seed", 7)
    if name == "prelu":
        arguments = (arguments[0].to(x.dtype),)
    return getattr(ot, name)(x, *arguments, **more)


def library(name):
    named = CALLS.get(name, ((), {}))[1]
    if PAGES[name]["kind"] == "axis" and name != "softmax2d":
        named = {"axis": -1, **named}
    return _core.Function(name, **named)


def inputs(name, dtype=torch.float32, shape=(3, 4, 6), seed=0):
    """Inputs away from kinks, and inside of the domain."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(shape, generator=generator, dtype=torch.float64) * 2
    if PAGES[name]["domain"][0] == 0:
        x = x.abs() + 0.1
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
        near = (x - kink).abs() < 0.02
        x = torch.where(near, x + 0.05, x)
    return x.to(dtype)


def numbers(x):
    """The numbers of a tensor, bfloat16 as its bits."""
    x = x.detach()
    return (
        x.view(torch.int16).numpy().view(numpy.uint16) if x.dtype is torch.bfloat16 else x.numpy()
    )


def same_bits(a, b):
    assert a.shape == b.shape and a.dtype == b.dtype
    assert numpy.array_equal(a.view(f"u{a.itemsize}"), b.view(f"u{b.itemsize}"))


def bits_of(x):
    return numpy.array(numbers(x), order="C")


# Values and gradients.


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", PAGES)
def test_bits_are_the_librarys(name, dtype):
    x = inputs(name, dtype)
    as_bits = dtype is torch.bfloat16
    f = library(name)
    expected = f.forward(numbers(x), bfloat16=as_bits)
    same_bits(bits_of(call(name, x)), expected)
    same_bits(bits_of(getattr(torch.ops.ogive, name)(x, *settings(name, dtype), "")), expected)
    if not PAGES[name]["has_gradient"]:
        return
    for save in (None, "input"):
        leaf = x.clone().requires_grad_()
        y = call(name, leaf, save=save)
        same_bits(bits_of(y), expected)
        g = torch.randn(y.shape, dtype=torch.float64).to(dtype)
        y.backward(g)
        from_output = kept(name, save) == "output"
        given = numbers(y) if from_output else numbers(x)
        method = f.backward_from_output if from_output else f.backward
        same_bits(bits_of(leaf.grad), method(given, numbers(g), bfloat16=as_bits))


def settings(name, dtype=torch.float32):
    """What an operator takes beside tensors."""
    operator = OPERATORS[name]
    values = []
    named = {**PAGES[name]["arguments"], **library(name).arguments}
    for parameter in operator.parameters:
        if parameter.type == "Tensor":
            values.append(torch.tensor([0.25], dtype=dtype))
        elif parameter.type == "Tensor?":
            values.append(torch.tensor(7) if name == "gumbel_softmax" else None)
        elif parameter.name in named:
            values.append(named[parameter.name])
        else:
            values.append({"temperature": 1.0, "masked": False}[parameter.name])
    return values


def kept(name, save=None):
    return OPERATORS[name].kept(tuple(settings(name)), "" if save is None else save)


@pytest.mark.parametrize("name", ELEMENTS)
def test_numbers_at_the_ends(name):
    x = torch.tensor(
        [0.0, -0.0, float("inf"), -float("inf"), float("nan"), 1e-40, -1e-40, 3e38, -3e38]
    )
    same_bits(bits_of(call(name, x)), library(name).forward(x.numpy()))
    leaf = x.clone().requires_grad_()
    call(name, leaf).sum().backward()
    expected = library(name).backward(x.numpy(), numpy.ones(x.shape, numpy.float32))
    if kept(name) in ("bits", "nothing"):
        # A bit cannot say NaN: there the gradient is one of the two that there are.
        keep = ~numpy.isnan(x.numpy())
        assert numpy.isin(leaf.grad.numpy()[~keep], expected[keep]).all()
        same_bits(bits_of(leaf.grad)[keep], expected[keep])
    elif kept(name) != "output":
        same_bits(bits_of(leaf.grad), expected)


@pytest.mark.parametrize("name", PAGES)
def test_large_tensors(name):
    """The library makes the memory for large results itself."""
    x = inputs(name, shape=(2, 1024, 1024))
    if PAGES[name]["kind"] == "axis":
        x = x.reshape(2, 2, -1, 256)
    f = library(name)
    leaf = x.requires_grad_()
    y = call(name, leaf)
    expected = f.forward(numbers(x))
    same_bits(bits_of(y), expected)
    if PAGES[name]["has_gradient"]:
        y.backward(torch.ones_like(y))
        ones = numpy.ones_like(expected)
        found = (
            f.backward_from_output(expected, ones)
            if kept(name) == "output"
            else f.backward(numbers(x), ones)
        )
        same_bits(bits_of(leaf.grad), found)


LAYOUTS = {
    "transposed": lambda x: x.transpose(0, 2).contiguous().transpose(0, 2),
    "strided": lambda x: torch.stack([x, x], -1)[..., 0],
    "sliced": lambda x: torch.cat([x, x], 1)[:, : x.shape[1]],
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last)[0],
    "expanded": lambda x: x[:1].expand(x.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PAGES)
def test_any_strides(name, layout):
    x = LAYOUTS[layout](inputs(name, shape=(4, 6, 8)))
    plain = x.contiguous()
    same_bits(bits_of(call(name, x)), bits_of(call(name, plain)))
    if not PAGES[name]["has_gradient"]:
        return
    gradients = []
    for given in (x, plain):
        leaf = given.detach().requires_grad_()
        y = call(name, leaf)
        g = torch.arange(y.numel(), dtype=y.dtype).reshape(y.shape)
        (gradient,) = torch.autograd.grad(
            y, leaf, LAYOUTS[layout](g) if layout != "expanded" else g
        )
        gradients.append(gradient)
        # A gradient of zero strides, as that of a sum.
        call(name, leaf).sum().backward()
    same_bits(bits_of(gradients[0]), bits_of(gradients[1]))


@pytest.mark.parametrize("shape", [(), (0,), (1,), (7,), (2, 0, 3), (9, 5)], ids=str)
@pytest.mark.parametrize("name", ELEMENTS)
def test_any_shape(name, shape):
    x = inputs(name, shape=shape).requires_grad_()
    y = call(name, x)
    y.backward(torch.ones_like(y))
    assert y.shape == x.grad.shape == x.shape
    if kept(name) != "output":
        expected = library(name).backward(x.detach().numpy(), numpy.ones(shape, numpy.float32))
        same_bits(bits_of(x.grad), numpy.asarray(expected))


# Derivatives.


def differentiable(name, x, save=None):
    return call(name, x, **({} if save is None else {"save": save}))


def ways(name):
    """What a function can keep."""
    found = [None, "input"]
    for way in ("output", "bits"):
        try:
            kept(name, way)
        except ValueError:
            continue
        found.append(way)
    return found


CASES = [(name, save) for name in SMOOTH for save in ways(name)]


@pytest.mark.parametrize(("name", "save"), CASES)
def test_gradcheck(name, save):
    x = inputs(name, torch.float64, (2, 3, 4)).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: differentiable(name, x, save), (x,))


@pytest.mark.parametrize(("name", "save"), CASES)
def test_gradgradcheck(name, save):
    x = inputs(name, torch.float64, (2, 2, 4)).requires_grad_()
    assert torch.autograd.gradgradcheck(lambda x: differentiable(name, x, save), (x,))


@pytest.mark.parametrize("name", ELEMENTS)
def test_settings_of_the_page(name):
    """The same at the other parameters that the page names."""
    for text in PAGES[name]["settings"]:
        f = _core.parse(f"{name}({text})")
        operator = OPERATORS[name]
        named = f.arguments
        if name == "prelu":
            weight = torch.tensor([named["weight"]], dtype=torch.float64)
            run = lambda x: ot.prelu(x, weight)
        elif name == "rrelu":
            run = lambda x: ot.rrelu(x, named["lower"], named["upper"])
        else:
            values = tuple(named[parameter.name] for parameter in operator.parameters)
            run = lambda x: operator.op(x, *values, "")
        x = inputs(name, torch.float64, (5, 4))
        same_bits(bits_of(run(x)), f.forward(x.numpy()))
        leaf = x.clone().requires_grad_()
        run(leaf).sum().backward()
        same_bits(bits_of(leaf.grad), f.backward(x.numpy(), numpy.ones(x.shape)))


def test_the_list_of_two_slopes():
    """The book calls those functions two-sloped whose slopes take two values, and no other."""
    patterns = numpy.arange(65536, dtype=numpy.uint16).view(numpy.float16)
    x = patterns[numpy.isfinite(patterns)].astype(numpy.float32)
    found = set()
    for name in ELEMENTS:
        slopes = library(name).backward(x, numpy.ones_like(x))
        if len(numpy.unique(slopes[~numpy.isnan(slopes)])) == 2:
            found.add(name)
    assert found == set(TWO_SLOPES)


def test_a_third_derivative_is_refused():
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(ot.tanh(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    with pytest.raises(NotImplementedError, match="third derivative"):
        torch.autograd.grad(second.sum(), x)


@pytest.mark.parametrize("name", GATED)
def test_pairs(name):
    a, b = inputs(name, torch.float64, (2, 3), 1), inputs(name, torch.float64, (2, 3), 2)
    for dtype in DTYPES:
        x, y = a.to(dtype), b.to(dtype)
        packed = getattr(ot, name)(torch.cat([x, y], -1))
        same_bits(bits_of(getattr(ot, name)(x, other=y)), bits_of(packed))
    a, b = a.requires_grad_(), b.requires_grad_()
    run = lambda a, b: getattr(ot, name)(a, other=b)
    assert torch.autograd.gradcheck(run, (a, b))
    assert torch.autograd.gradgradcheck(run, (a, b))
    for one in (a, b):
        (gradient,) = torch.autograd.grad(run(a, b).sum(), one)
        assert gradient.shape == one.shape


def test_pairs_promote_and_fit():
    a, b = torch.ones(2, dtype=torch.bfloat16), torch.ones(2)
    assert ot.swiglu(a, b).dtype is torch.float32
    with pytest.raises(ValueError, match="one shape"):
        ot.swiglu(torch.ones(2), torch.ones(3))


LEARNED = {
    "prelu": lambda x, w: ot.prelu(x, w),
    "silu": lambda x, beta: ot.silu(x, beta=beta),
    "xielu": lambda x, p, n: ot.xielu(x, p, n),
}


@pytest.mark.parametrize("name", LEARNED)
def test_learned_parameters(name):
    x = inputs(name, torch.float64, (2, 3, 4)).requires_grad_()
    values = {"prelu": [[0.25, -0.5, 0.75]], "silu": [1.3], "xielu": [0.7, 0.9]}[name]
    parameters = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
    assert torch.autograd.gradcheck(LEARNED[name], (x, *parameters))
    assert torch.autograd.gradgradcheck(LEARNED[name], (x, *parameters))
    # Each alone.
    for which in range(len(parameters) + 1):
        given = [x, *parameters]
        alone = [v.detach().requires_grad_(i == which) for i, v in enumerate(given)]
        (gradient,) = torch.autograd.grad(LEARNED[name](*alone).sum(), alone[which])
        (expected,) = torch.autograd.grad(LEARNED[name](*given).sum(), given[which])
        assert torch.equal(gradient, expected)


def test_a_frozen_weight_needs_bits_only():
    x = torch.randn(64, requires_grad=True)
    kinds = []
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: kinds.append(t.dtype) or t, lambda t: t
    ):
        ot.prelu(x, torch.tensor([-0.5])).sum().backward()
    assert torch.uint8 in kinds
    assert torch.equal(x.grad, torch.where(x > 0, 1.0, -0.5))


# What is kept.


def saved_bytes(run):
    """The bytes of the tensors that are saved for backward, each memory once."""
    memory = {}

    def pack(tensor):
        memory[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = run()
    return sum(memory.values()), result


@pytest.mark.parametrize("name", SMOOTH)
def test_what_is_kept(name):
    x = inputs(name, shape=(8, 8, 64)).requires_grad_()
    size = x.nbytes
    found, _ = saved_bytes(lambda: call(name, x))
    expected = {"nothing": 0, "bits": size // 32, "input": size, "output": size}[kept(name)]
    assert expected <= found <= expected + 64
    page = PAGES[name]
    if page["keeps"].startswith("nothing"):
        assert kept(name) == "nothing"
    if page["keeps"].startswith("one bit"):
        assert kept(name) == "bits"


def test_saving_is_chosen():
    x = torch.randn(1024, requires_grad=True)
    assert saved_bytes(lambda: ot.relu(x))[0] == 1024 // 8
    assert saved_bytes(lambda: ot.hardtanh(x))[0] == 1024 // 8
    # The output is there anyway: what is kept is its own memory.
    found, y = saved_bytes(lambda: ot.relu(x, save="output"))
    assert found == y.nbytes
    with ot.saving("output"):
        assert kept_of(ot.sigmoid(x)) == "output"
        assert kept_of(ot.gelu(x)) == "input"
        with ot.saving(None):
            assert kept_of(ot.sigmoid(x)) == "input"
        assert kept_of(ot.sigmoid(x, save="input")) == "input"
    assert kept_of(ot.sigmoid(x)) == "input"
    ot.set_saving("output")
    try:
        assert kept_of(ot.elu(x)) == "output"
        assert kept_of(ot.leaky_relu(x, -0.5)) == "bits"
    finally:
        ot.set_saving(None)


def kept_of(y):
    return y.grad_fn.kept


def test_saving_is_refused():
    x = torch.randn(4, requires_grad=True)
    with pytest.raises(ValueError, match="its output does not tell the gradient"):
        ot.gelu(x, save="output")
    with pytest.raises(ValueError, match="more than two values"):
        ot.tanh(x, save="bits")
    with pytest.raises(ValueError, match="'input', 'output', 'bits' or None"):
        ot.set_saving("everything")
    with pytest.raises(ValueError, match="'input', 'output', 'bits' or None"):
        ot.ReLU(save="all")


def test_what_an_output_loses():
    """The loss that the documentation states."""
    accurate, saving = (torch.tensor([20.0], requires_grad=True) for _ in range(2))
    ot.sigmoid(accurate).backward()
    ot.sigmoid(saving, save="output").backward()
    assert saving.grad.item() == 0
    assert accurate.grad.item() == pytest.approx(2.0611536e-9, rel=1e-6)


@pytest.mark.parametrize("name", TWO_SLOPES)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_bits_over_many_lengths(name, dtype):
    for length in (0, 1, 7, 8, 9, 1000, (1 << 16) - 1, (1 << 16) + 9):
        x = inputs(name, dtype, (length,)).requires_grad_()
        y = call(name, x)
        g = torch.randn(length).to(dtype)
        y.backward(g)
        expected = library(name).backward(numbers(x), numbers(g), bfloat16=dtype is torch.bfloat16)
        same_bits(bits_of(x.grad), expected)


# In place.


@pytest.mark.parametrize("name", [name for name in ELEMENTS if name != "prelu"])
def test_in_place(name):
    x = inputs(name)
    expected = call(name, x)
    y = x.clone()
    version = y._version
    assert call(name, y, inplace=True) is y
    assert torch.equal(y, expected) and y._version > version
    leaf = x.clone().requires_grad_()
    before = leaf * 1
    after = call(name, before, inplace=True)
    assert after.data_ptr() == before.data_ptr()
    after.sum().backward()
    other = x.clone().requires_grad_()
    call(name, other).sum().backward()
    if kept(name) != "output":
        same_bits(bits_of(leaf.grad), bits_of(other.grad))
    assert torch.allclose(leaf.grad, other.grad)
    # Of a view, whose base changes with it.
    leaf = x.clone().requires_grad_()
    base = leaf * 1
    call(name, base[0], inplace=True)
    assert torch.equal(base[0], expected[0]) and torch.equal(base[1], x[1])
    base.sum().backward()
    assert torch.allclose(leaf.grad[0], other.grad[0]) and torch.equal(
        leaf.grad[1], torch.ones_like(x[1])
    )


def test_in_place_is_refused():
    with pytest.raises(RuntimeError, match="leaf"):
        ot.relu(torch.ones(2, requires_grad=True), inplace=True)
    with pytest.raises(RuntimeError, match="share memory"):
        ot.relu(torch.ones(1).expand(3), inplace=True)
    # What others keep of the memory is seen to have changed.
    x = torch.ones(2, requires_grad=True)
    y = x.exp()
    ot.relu(y, inplace=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_in_place_while_someone_watches():
    """Through the dispatcher, and compiled: what is kept is not what has been written over."""
    x = torch.randn(8)
    torch._dynamo.reset()

    def run(f, leaf):
        y = leaf * 1
        assert f(y, inplace=True) is y
        return y

    for f in (ot.gelu, ot.relu, lambda x, inplace: ot.silu(x, inplace, beta=torch.tensor(1.5))):
        gradients = []
        compiled = torch.compile(lambda leaf: run(f, leaf), fullgraph=True, backend="aot_eager")
        with torch.profiler.profile():
            gradients.append(gradient_of(lambda leaf: run(f, leaf), x))
        gradients.append(gradient_of(compiled, x))
        gradients.append(gradient_of(lambda leaf: f(leaf, inplace=False), x))
        assert torch.equal(gradients[0], gradients[2]) and torch.equal(gradients[1], gradients[2])


def gradient_of(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad


def test_in_place_without_gradients():
    x = torch.randn(8, requires_grad=True)
    with torch.no_grad():
        y = x.clone()
        ot.gelu(y, inplace=True)
    assert not y.requires_grad
    with torch.inference_mode():
        z = torch.randn(8)
        ot.gelu(z, inplace=True)
        assert ot.gelu(z).shape == z.shape


# What PyTorch does with operators.


@pytest.mark.parametrize("name", PAGES)
def test_opcheck(name):
    operator = OPERATORS[name]
    x = inputs(name, torch.float64, (2, 4, 6))
    values = settings(name, torch.float64)
    strided = x.transpose(1, 2)
    tests = (
        "test_schema",
        "test_autograd_registration",
        "test_faketensor",
        "test_aot_dispatch_dynamic",
    )
    if not PAGES[name]["has_gradient"]:
        for given in (x, strided):
            torch.library.opcheck(operator.op, (given, *values, ""), test_utils=tests)
        return
    for given in (x, strided):
        for save in ways(name):
            leaf = given.detach().requires_grad_()
            torch.library.opcheck(operator.op, (leaf, *values, save or ""), test_utils=tests)
    if name == "prelu":
        values = [v.requires_grad_() for v in values]
        torch.library.opcheck(operator.op, (x.requires_grad_(), *values, ""), test_utils=tests)


@pytest.mark.parametrize("name", SMOOTH)
def test_opcheck_of_gradients(name):
    operator = OPERATORS[name]
    x = inputs(name, torch.float64, (2, 4, 6)).requires_grad_()
    values = settings(name, torch.float64)
    y = operator.op(x.detach(), *values, "")
    g = torch.randn(y.shape, dtype=y.dtype).requires_grad_()
    torch.library.opcheck(operator.backward, (g, x, *values))
    if PAGES[name]["kind"] == "gated":
        a, b = (half.detach().requires_grad_() for half in x.chunk(2, -1))
        torch.library.opcheck(operator.pair, (a, b, *values))
        torch.library.opcheck(operator.pair_backward, (g, a, b, *values))
        return
    if kept(name, "output?") == "output":
        torch.library.opcheck(operator.backward_from_output, (g, y.requires_grad_(), *values))
    if name in TWO_SLOPES:
        order = [0, 1, 2]
        bits = operator.bits(x.detach(), *values, order)
        torch.library.opcheck(operator.bits, (x.detach(), *values, order))
        torch.library.opcheck(operator.backward_from_bits, (g, bits, *values, order))


@pytest.mark.parametrize("name", ["silu", "xielu"])
def test_opcheck_of_learned(name):
    operator = OPERATORS[name].learned_form
    x = inputs(name, torch.float64, (2, 4)).requires_grad_()
    named = PAGES[name]["arguments"]
    values = [
        torch.tensor(named[p.name], dtype=torch.float64, requires_grad=True)
        if p.type == "Tensor"
        else named[p.name]
        for p in operator.parameters
    ]
    torch.library.opcheck(operator.op, (x, *values, ""))
    torch.library.opcheck(operator.parameter_gradients, (x.detach(), x, *values))


@pytest.mark.parametrize("name", PAGES)
def test_compile(name):
    torch._dynamo.reset()
    x = inputs(name)
    run = lambda x: call(name, x * 1.5) + 1
    compiled = torch.compile(run, fullgraph=True, backend="aot_eager")
    assert torch.equal(compiled(x), run(x))
    if not PAGES[name]["has_gradient"]:
        return
    gradients = []
    for f in (run, compiled):
        leaf = x.clone().requires_grad_()
        f(leaf).sum().backward()
        gradients.append(leaf.grad)
    assert torch.equal(*gradients)


@pytest.mark.parametrize("dynamic", [False, True], ids=["static", "dynamic"])
def test_compile_with_the_default_compiler(dynamic):
    """A few functions through Inductor, with shapes that change."""
    import shutil

    if shutil.which("g++") is None and shutil.which("clang++") is None:
        pytest.skip("Inductor needs a C++ compiler, and there is none")
    torch._dynamo.reset()

    def run(x):
        x = ot.gelu(x * 2)
        x = ot.leaky_relu(x.transpose(0, 1), 0.1) + 1
        x = ot.relu(x + 0.5, inplace=True)
        return ot.softmax(x, -1) * ot.swiglu(x, x)

    compiled = torch.compile(run, fullgraph=True, dynamic=dynamic)
    for size in (4, 6, 9):
        x = torch.randn(size, 8)
        gradients = []
        for f in (run, compiled):
            leaf = x.clone().requires_grad_()
            y = f(leaf)
            y.sum().backward()
            gradients += [y.detach(), leaf.grad]
        assert torch.allclose(gradients[0], gradients[2], rtol=1e-6, atol=1e-7)
        assert torch.allclose(gradients[1], gradients[3], rtol=1e-5, atol=1e-6)


def test_compile_sees_the_choice():
    torch._dynamo.reset()
    compiled = torch.compile(lambda x: ot.sigmoid(x), fullgraph=True, backend="aot_eager")
    x = torch.tensor([20.0], requires_grad=True)
    (accurate,) = torch.autograd.grad(compiled(x), x)
    with ot.saving("output"):
        (rounded,) = torch.autograd.grad(compiled(x), x)
    assert accurate.item() > 0 and rounded.item() == 0


def test_compile_of_modules_and_export():
    torch._dynamo.reset()
    model = torch.nn.Sequential(
        torch.nn.Linear(4, 8), ot.GELU(), ot.PReLU(8), ot.ReLU(inplace=True), ot.Softmax(-1)
    )
    x = torch.randn(3, 4)
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    assert torch.allclose(compiled(x), model(x))
    compiled(x).sum().backward()
    program = torch.export.export(model, (x,))
    assert torch.allclose(program.module()(x), model(x))


@pytest.mark.parametrize("name", PAGES)
def test_vmap(name):
    x = inputs(name, shape=(5, 3, 4, 2))
    for dim in (0, 1, 3):
        if name == "gumbel_softmax":
            break
        found = torch.vmap(lambda x: call(name, x), in_dims=dim)(x)
        expected = torch.stack([call(name, part) for part in x.unbind(dim)])
        assert torch.equal(found, expected)
    if not PAGES[name]["has_gradient"] or name == "gumbel_softmax":
        return
    gradient = torch.func.grad(lambda x: (call(name, x) ** 2).sum())
    found = torch.vmap(gradient)(x)
    expected = torch.stack([gradient(part) for part in x])
    assert torch.equal(found, expected)
    leaf = x[0].clone().requires_grad_()
    (call(name, leaf) ** 2).sum().backward()
    assert torch.equal(found[0], leaf.grad)


def test_vmap_of_weights_and_draws():
    x = torch.randn(5, 2, 3, 4)
    weights = torch.rand(5, 3)
    found = torch.vmap(ot.prelu)(x, weights)
    assert torch.equal(found, torch.stack([ot.prelu(a, w) for a, w in zip(x, weights)]))
    same = torch.vmap(lambda x: ot.rrelu(x, training=True, seed=3))(-torch.ones(5, 4))
    assert torch.equal(same, ot.rrelu(-torch.ones(4), training=True, seed=3).expand(5, 4))
    drawn = torch.vmap(lambda x: ot.rrelu(x, training=True), randomness="different")(
        -torch.ones(5, 4)
    )
    assert len({tuple(row.tolist()) for row in drawn}) == 5
    with pytest.raises(RuntimeError, match="random"):
        torch.vmap(lambda x: ot.rrelu(x, training=True))(-torch.ones(5, 4))


@pytest.mark.parametrize("name", SMOOTH)
def test_hessians(name):
    """Transforms of transforms, against differentiating twice."""
    x = inputs(name, torch.float64, (1, 2, 2, 2) if name == "softmax2d" else (4,))

    def loss(x):
        return (call(name, x) ** 2).sum()

    found = torch.func.jacrev(torch.func.jacrev(loss))(x)
    assert torch.allclose(found, torch.autograd.functional.hessian(loss, x))
    twice = torch.func.grad(lambda x: torch.func.grad(loss)(x).sum())(x)
    assert torch.allclose(twice, found.sum(tuple(range(x.dim()))))
    # A transform within a graph of PyTorch's own.
    leaf = x.clone().requires_grad_()
    torch.func.grad(loss)(leaf).sum().backward()
    assert torch.allclose(leaf.grad, found.sum(tuple(range(x.dim()))))


@pytest.mark.parametrize("name", PAGES)
def test_autocast(name):
    """The element type that arrives stays."""
    weight = torch.randn(6, 6)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = inputs(name) @ weight
        assert x.dtype is torch.bfloat16
        x = x.abs() + 0.1 if PAGES[name]["domain"][0] == 0 else x
        assert call(name, x).dtype is torch.bfloat16
        assert call(name, x.float()).dtype is torch.float32
        if name == "prelu":
            assert ot.PReLU()(x).dtype is torch.bfloat16
        leaf = x.detach().requires_grad_()
        if PAGES[name]["has_gradient"]:
            call(name, leaf).sum().backward()
            assert leaf.grad.dtype is torch.bfloat16


def test_modes_see_the_operators():
    """Who watches which operators are called sees these, though plain calls go past the dispatcher."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Names(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            seen.append(str(function))
            return function(*args, **(kwargs or {}))

    seen = []
    x = torch.randn(4, requires_grad=True)
    assert unwatched(x)
    with Names():
        assert not unwatched(x)
        ot.relu(x).sum().backward()
    assert "ogive.relu.default" in seen and "ogive.relu_backward_from_bits.default" in seen
    with torch.profiler.profile() as profile:
        ot.gelu(x)
    assert any(event.name == "ogive::gelu" for event in profile.events())


def test_meta_tensors_have_shapes():
    for name in PAGES:
        x = torch.empty((2, 4, 6), device="meta")
        if name != "prelu":
            assert call(name, x).shape == library(name).output_shape((2, 4, 6))


def test_forward_mode_is_refused():
    with pytest.raises(NotImplementedError, match="reverse mode"):
        torch.func.jvp(ot.gelu, (torch.ones(2),), (torch.ones(2),))
    with torch.autograd.forward_ad.dual_level():
        x = torch.autograd.forward_ad.make_dual(torch.ones(2), torch.ones(2))
        with pytest.raises(NotImplementedError, match="reverse mode"):
            ot.gelu(x)


# What is refused.


def test_errors():
    with pytest.raises(TypeError, match=r"relu: list; expected a tensor"):
        ot.relu([1.0])
    with pytest.raises(TypeError, match=r"ndarray.*ogive\.gelu"):
        ot.gelu(numpy.ones(2))
    for dtype in (torch.int64, torch.complex64, torch.bool):
        with pytest.raises(TypeError, match="expected float32, float64, float16 or bfloat16"):
            ot.gelu(torch.ones(2).to(dtype))
    with pytest.raises(NotImplementedError, match="layout"):
        ot.relu(torch.ones(2).to_sparse())
    with pytest.raises(ValueError, match="approximate"):
        ot.gelu(torch.ones(2), approximate="erf")
    with pytest.raises(ValueError, match="negative_slope"):
        ot.leaky_relu(torch.ones(2), float("nan"))
    with pytest.raises((ValueError, IndexError), match="axis"):
        ot.softmax(torch.ones(2), 1)
    with pytest.raises(ValueError, match="even length"):
        ot.swiglu(torch.ones(3))
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(NotImplementedError, match="no gradient"):
        ot.hardmax(x, -1).sum().backward()


def test_another_device_is_refused():
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        x = torch.empty(2, device="cuda")
        with pytest.raises(NotImplementedError, match=r"cuda.*\.cpu\(\)"):
            ot.gelu(x)
        with pytest.raises(NotImplementedError, match=r"cuda.*\.cpu\(\)"):
            ot.swiglu(x, x)


# Names, modules.


def test_every_function_and_every_name_of_pytorch():
    for page in PAGES.values():
        assert callable(getattr(ot, page["name"]))
        for name in page["names"]:
            if name["ecosystem"] == "PyTorch":
                assert hasattr(ot, name["name"].rsplit(".", 1)[-1]), name
        assert page["formula"] in " ".join(getattr(ot, page["name"]).__doc__.split())


MODULES = [
    (name, getattr(torch.nn, name))
    for page in PAGES.values()
    for name in [
        n["name"].removeprefix("nn.") for n in page["names"] if n["name"].startswith("nn.")
    ]
]
MODULE_ARGUMENTS = {
    "Threshold": (0.5, -1.0),
    "Softmax": (-1,),
    "LogSoftmax": (-1,),
    "Softmin": (-1,),
}


@pytest.mark.parametrize(("name", "theirs"), MODULES)
def test_modules_are_pytorchs(name, theirs):
    arguments = MODULE_ARGUMENTS.get(name, ())
    ours, other = getattr(ot, name)(*arguments), theirs(*arguments)
    assert isinstance(ours, theirs)
    theirs_signature = inspect.signature(theirs.__init__).parameters
    ours_signature = inspect.signature(type(ours).__init__).parameters
    for parameter in theirs_signature.values():
        if parameter.name not in ("min_value", "max_value", "args", "kwargs", "self"):
            assert ours_signature[parameter.name].default == parameter.default
    assert ours.state_dict().keys() == other.state_dict().keys()
    other.load_state_dict(ours.state_dict())
    ours.load_state_dict(other.state_dict())
    if name not in ("SiLU", "Softmax", "LogSoftmax", "Softmin", "GLU"):
        assert repr(ours) == repr(other)
    for module in (ours, other):
        module.eval()
    x = torch.randn(2, 4, 6)
    assert torch.allclose(ours(x), other(x), rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", ot._modules.__all__)
def test_modules_can_be_pickled(name):
    cls = getattr(ot, name)
    required = [p for p in inspect.signature(cls).parameters.values() if p.default is p.empty]
    module = cls(**{p.name: -1 if p.name == "dim" else 0.5 for p in required})
    if name != "Identity":
        module.save = "input"
    again = pickle.loads(pickle.dumps(module))
    assert repr(again) == repr(module) and type(again) is type(module)
    x = torch.rand(2, 4, 6)
    module.eval(), again.eval()
    torch.manual_seed(0)
    expected = module(x)
    torch.manual_seed(0)
    assert torch.equal(again(x), expected)


def test_modules_print_what_is_set():
    assert repr(ot.ReLU()) == "ReLU()"
    assert (
        repr(ot.LeakyReLU(0.04, True, save="output"))
        == "LeakyReLU(negative_slope=0.04, inplace=True, save='output')"
    )
    assert repr(ot.Snake(2.0)) == "Snake(a=2.0)"


def test_modules_learn_their_parameters():
    module = ot.XIELU(
        alpha_p=torch.nn.Parameter(torch.tensor(0.8)), alpha_n=torch.nn.Parameter(torch.tensor(0.9))
    )
    assert [name for name, _ in module.named_parameters()] == ["alpha_p", "alpha_n"]
    module(torch.randn(4)).sum().backward()
    assert module.alpha_p.grad is not None and module.alpha_n.grad is not None


def test_rrelu_trains_and_evaluates():
    x = -torch.ones(1000)
    module = ot.RReLU()
    drawn = -module(x)
    assert drawn.min() >= 1 / 8 and drawn.max() <= 1 / 3 and drawn.std() > 0.03
    assert not torch.equal(-module(x), drawn)
    torch.manual_seed(3)
    first = module(x)
    torch.manual_seed(3)
    assert torch.equal(module(x), first)
    # Backward draws the same again.
    leaf = x.clone().requires_grad_()
    y = module(leaf)
    y.sum().backward()
    assert torch.equal(leaf.grad, -y.detach())
    module.eval()
    assert torch.allclose(module(x), x * (1 / 8 + 1 / 3) / 2)


def test_gumbel_softmax_draws():
    x = torch.zeros(5, 10, requires_grad=True)
    hard = ot.gumbel_softmax(x, hard=True, seed=1)
    assert torch.equal(hard.sum(-1), torch.ones(5)) and set(hard.flatten().tolist()) == {0.0, 1.0}
    hard[:, 0].sum().backward()
    soft = torch.zeros(5, 10, requires_grad=True)
    ot.gumbel_softmax(soft, seed=1)[:, 0].sum().backward()
    assert torch.allclose(x.grad, soft.grad)


def test_implicit_dim():
    x = torch.randn(2, 3)
    with pytest.warns(UserWarning, match="dim"):
        assert torch.equal(ot.Softmax()(x), ot.Softmax(1)(x))


@functools.cache
def run_alone(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_import_of_ogive_is_free_of_torch():
    found = run_alone(
        "import ogive, sys; assert 'torch' not in sys.modules and 'jax' not in sys.modules"
    )
    assert found.returncode == 0, found.stderr


def test_generated_files_are_current():
    pytest.importorskip(
        "jax", reason="JAX is not installed: the generated files cannot be compared"
    )
    script = Path(__file__).parent.parent / "generate_frameworks.py"
    if not script.exists():
        pytest.skip("the generator is not here")
    found = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_doctests():
    import doctest

    failed = attempted = 0
    for module in (ot, ot._functions, ot._saving, ot._replace):
        result = doctest.testmod(module)
        failed, attempted = failed + result.failed, attempted + result.attempted
    assert failed == 0 and attempted > 100
