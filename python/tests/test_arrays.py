"""What goes in and what comes out: layouts, element types, given arrays, and everything that is no array."""

import sys

import ml_dtypes
import numpy as np
import pytest
from conftest import BOOK, fitting, made, same_bits
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import ogive
from ogive import _core

NAMES = list(BOOK)
WITH_GRADIENT = [name for name in NAMES if BOOK[name]["has_gradient"]]


def layouts(x):
    """The same numbers, as they may lie in memory."""
    yield "fortran", np.asfortranarray(x)
    yield "permuted", np.ascontiguousarray(x.transpose(2, 0, 1)).transpose(1, 2, 0)
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    wide[..., ::2] = x
    yield "strided", wide[..., ::2]
    yield "reversed", np.ascontiguousarray(x[::-1, :, ::-1])[::-1, :, ::-1]
    unaligned = np.zeros(x.nbytes + 1, "u1")[1:].view(x.dtype).reshape(x.shape)
    unaligned[...] = x
    yield "unaligned", unaligned
    if x.dtype.kind == "f":
        yield "swapped", x.astype(x.dtype.newbyteorder())
    readonly = x.copy()
    readonly.flags.writeable = False
    yield "readonly", readonly


@pytest.mark.parametrize("name", NAMES)
def test_layouts(name, dtype):
    x, function = fitting(name, dtype), made(name)
    y = function.forward(x)
    assert y.dtype == dtype and type(y) is np.ndarray
    for _, laid in layouts(x):
        same_bits(function.forward(laid), y)
    if BOOK[name]["has_gradient"]:
        g = fitting("linear", dtype, y.shape, 2)
        dx = function.backward(x, g)
        for (_, laid), (_, upstream) in zip(layouts(x), layouts(g), strict=True):
            same_bits(function.backward(laid, upstream), dx)
            same_bits(function.backward(laid, g), dx)


@pytest.mark.parametrize("name", NAMES)
def test_given_arrays(name, dtype):
    x, function = fitting(name, dtype), made(name)
    y = function.forward(x)
    out = np.empty_like(y)
    assert function.forward(x, out) is out
    same_bits(out, y)
    # Of any layout, too, and between other numbers that stay as they are.
    wide = np.full((y.shape[0], 2 * y.shape[1], y.shape[2]), 7, dtype)
    assert function.forward(x, wide[:, ::2]).base is wide
    same_bits(wide[:, ::2], y)
    assert (wide[:, 1::2] == 7).all()
    turned = np.empty_like(y)[::-1]
    function.forward(x, turned)
    same_bits(turned, y)
    if y.shape == x.shape:
        itself = x.copy()
        assert function.forward(itself, itself) is itself
        same_bits(itself, y)


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_given_arrays_for_gradients(name, dtype):
    x, function = fitting(name, dtype), made(name)
    g = fitting("linear", dtype, function.output_shape(x.shape), 2)
    dx = function.backward(x, g)
    out = np.empty_like(x)
    assert function.backward(x, g, out) is out
    same_bits(out, dx)
    itself = x.copy()
    assert function.backward(itself, g, itself) is itself
    same_bits(itself, dx)
    if g.shape == x.shape:
        upstream = g.copy()
        assert function.backward(x, upstream, upstream) is upstream
        same_bits(upstream, dx)


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (1, 1, 1)])
def test_shapes_at_the_edge(shape, dtype):
    x = np.ones(shape, dtype)
    y = ogive.sigmoid(x)
    assert np.shape(y) == shape and y.dtype == dtype
    out = np.empty(shape, dtype)
    assert ogive.sigmoid(x, out=out) is out
    same_bits(out, np.asarray(y))
    assert np.shape(ogive.grad.sigmoid(x, x)) == shape


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.float16]),
        arrays.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=5),
    )
)
@settings(max_examples=80, deadline=None)
def test_any_array_gives_what_its_elements_give(x):
    with np.errstate(all="ignore"):
        y = np.asarray(ogive.silu(x))
    assert y.shape == x.shape and y.dtype == x.dtype
    alone = np.array([ogive.silu(one) for one in x.ravel()], x.dtype).reshape(x.shape)
    same_bits(y, alone)


@given(
    arrays.arrays(np.float32, arrays.array_shapes(min_dims=1, max_dims=4, max_side=9)),
    st.data(),
)
@settings(max_examples=80, deadline=None)
def test_any_view_gives_what_a_copy_gives(x, data):
    view = x[data.draw(arrays.basic_indices(x.shape, allow_ellipsis=True))]
    same_bits(ogive.tanh(view), ogive.tanh(np.array(view)))
    order = data.draw(st.permutations(range(x.ndim)))
    same_bits(ogive.tanh(x.transpose(order)), ogive.tanh(x.transpose(order).copy()))


def test_results_lie_as_the_input_does():
    x = np.zeros((3, 4, 5), "float32")
    assert ogive.relu(np.asfortranarray(x)).flags.f_contiguous
    channels_last = x.transpose(1, 2, 0)
    assert ogive.relu(channels_last).strides == channels_last.strides
    # Where the shape is another one, too.
    pictures = np.zeros((2, 5, 6, 4), "float32").transpose(0, 3, 1, 2)
    halves = ogive.glu(pictures, axis=1)
    assert halves.shape == (2, 2, 5, 6)
    assert halves.transpose(0, 2, 3, 1).flags.c_contiguous


def test_large_results_are_as_small_ones():
    rng = np.random.default_rng(3)
    x, g = rng.normal(size=(2, 1 << 21)).astype("float64")
    whole, slopes = ogive.gelu(x), ogive.grad.gelu(x, g)
    parts = [slice(i, i + 4096) for i in range(0, x.size, 4096)]
    same_bits(whole, np.concatenate([ogive.gelu(x[part]) for part in parts]))
    same_bits(slopes, np.concatenate([ogive.grad.gelu(x[part], g[part]) for part in parts]))
    square = x.reshape(1024, -1, order="F")
    same_bits(ogive.gelu(square), whole.reshape(1024, -1, order="F"))
    # Their memory is theirs, for as long as a view of it is there.
    end = ogive.gelu(x)[-5:]
    whole[:] = 0
    end += 1
    assert (end != 0).all()


keeps_memory = pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no memory is kept here")


@keeps_memory
@pytest.mark.parametrize(
    "call",
    [
        lambda x: ogive.gelu(x),
        lambda x: ogive.gelu(x[:, ::-1]),
        lambda x: ogive.grad.gelu(x, x),
        lambda x: ogive.softmax(x, axis=0),
        lambda x: ogive.glu(np.concatenate([x, x]), axis=0),
    ],
    ids=["values", "layout", "gradients", "rows", "another shape"],
)
def test_large_results_take_the_memory_of_earlier_ones(call):
    x = np.random.default_rng(4).normal(size=(1024, 1031))
    first = call(x)
    expected, place = first.copy(), first.ctypes.data
    del first
    again = call(x)
    assert again.ctypes.data == place
    same_bits(again, expected)
    # The memory of a result that someone has stays theirs, through whatever they have it.
    view = again[5:, 7:]
    del again
    other = call(-x)
    same_bits(view, expected[5:, 7:])
    assert other.ctypes.data != place


@keeps_memory
def test_memory_that_is_kept_serves_other_types_and_no_other_size():
    x = np.random.default_rng(5).normal(size=1 << 21)
    result = ogive.tanh(x)
    place = result.ctypes.data
    del result
    singles = ogive.tanh(np.concatenate([x, x]).astype("float32"))
    assert singles.ctypes.data == place
    same_bits(singles[: x.size], np.concatenate([ogive.tanh(part) for part in np.split(x.astype("float32"), 512)]))
    del singles
    half = ogive.tanh(x[: x.size // 2])
    assert half.ctypes.data != place


# Numbers, lists, whole numbers.


def test_scalars_and_lists():
    assert type(ogive.sigmoid(0.0)) is np.float64 and ogive.sigmoid(0) == 0.5
    assert type(ogive.sigmoid(np.float32(1))) is np.float32
    assert type(ogive.sigmoid(np.array(1, "float16"))) is np.float16
    assert type(ogive.sigmoid(ml_dtypes.bfloat16(1))) is ml_dtypes.bfloat16
    same_bits(ogive.sigmoid([[0, 1], [2.0, 3]]), ogive.sigmoid(np.array([[0, 1], [2.0, 3]])))
    assert type(ogive.grad.sigmoid(0.5, 1)) is np.float64
    assert ogive.grad.sigmoid(np.float32(0.5), 1).dtype == np.float32


@pytest.mark.parametrize("given", "?bhilqBHILQ")
def test_whole_numbers_become_what_numpy_makes_of_them(given):
    x = np.array([0, 1, 1], given)
    assert ogive.tanh(x).dtype == np.tanh(x).dtype
    same_bits(ogive.tanh(x), ogive.tanh(x.astype(np.tanh(x).dtype)))


def test_a_number_stands_for_a_whole_gradient(dtype):
    x = fitting("gelu", dtype)
    slopes = ogive.grad.gelu(x, np.ones_like(x))
    same_bits(ogive.grad.gelu(x, 1.0), slopes)
    same_bits(ogive.grad.gelu(x, dtype.type(1)), slopes)
    same_bits(ogive.grad.gelu(x, np.broadcast_to(dtype.type(1), x.shape)), slopes)
    packed = ogive.grad.swiglu(x, 1.0)
    assert packed.shape == x.shape and packed.dtype == dtype


def test_types_are_brought_together():
    x, g = np.ones(3, "float32"), np.ones(3, "float64")
    assert ogive.grad.relu(x, g).dtype == np.float64
    assert ogive.grad.relu(x, [1, 2, 3]).dtype == np.float64
    assert ogive.swiglu(x, np.ones(3, "float16")).dtype == np.float32
    assert ogive.swiglu(x, np.ones(3, ml_dtypes.bfloat16)).dtype == np.float32


def test_the_bits_of_bfloat16():
    function = made("gelu")
    x = fitting("gelu", ml_dtypes.bfloat16)
    y = function.forward(x.view("u2"), bfloat16=True)
    assert y.dtype == np.uint16
    same_bits(y.view(x.dtype), function.forward(x))
    dx = function.backward(x.view("u2"), x.view("u2"), bfloat16=True)
    same_bits(dx.view(x.dtype), function.backward(x, x))
    out = np.empty_like(y)
    assert function.forward(x.view("u2"), out, bfloat16=True) is out
    for wrong in (x, x.astype("float32"), 1.0, [1, 2]):
        with pytest.raises(TypeError, match="uint16"):
            function.forward(wrong, bfloat16=True)
    with pytest.raises(TypeError, match="uint16"):
        function.forward(x.view("u2"), np.empty(x.shape, "float32"), bfloat16=True)


class Foreign:
    """An array of another library, known by DLPack alone."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


def test_arrays_of_other_libraries():
    x = np.linspace(-3, 3, 12, dtype="float32").reshape(3, 4)
    same_bits(ogive.mish(Foreign(x)), ogive.mish(x))


def test_bfloat16_of_other_libraries():
    torch = pytest.importorskip("torch")
    x = torch.linspace(-3, 3, 12, dtype=torch.bfloat16).reshape(3, 4)
    mine = x.float().numpy().astype(ml_dtypes.bfloat16)
    same_bits(ogive.mish(x), ogive.mish(mine))
    same_bits(ogive.mish(x.t()), ogive.mish(mine.T))
    for dtype in (torch.float32, torch.bfloat16):
        with pytest.raises((RuntimeError, TypeError)):
            ogive.mish(torch.ones(2, dtype=dtype, requires_grad=True))


# Masks.


def test_masked_arrays_keep_their_mask():
    x = np.ma.masked_array([[-1.0, 2, 3], [4, -5, 6]], [[0, 1, 0], [0, 0, 1]], dtype="float32")
    y = ogive.relu(x)
    assert isinstance(y, np.ma.MaskedArray)
    np.testing.assert_array_equal(y.mask, x.mask)
    y.mask[0, 0] = True
    assert not x.mask[0, 0]
    np.testing.assert_array_equal(np.ma.getdata(y), ogive.relu(x.data))
    dx = ogive.grad.relu(x, np.ones(x.shape, "float32"))
    np.testing.assert_array_equal(dx.mask, x.mask)
    out = np.ma.zeros(x.shape, "float32")
    assert ogive.relu(x, out=out) is out
    np.testing.assert_array_equal(out.mask, x.mask)


def test_what_is_masked_takes_no_part_in_a_row():
    x = np.ma.masked_array([[1.0, 50, 2], [3, 4, 5]], [[0, 1, 0], [1, 1, 1]])
    y = ogive.softmax(x)
    np.testing.assert_array_equal(y.mask, x.mask)
    same_bits(y.data[0, [0, 2]], ogive.softmax(np.array([1.0, 2])))
    assert (y.data[1] == 0).all()
    with pytest.raises(TypeError, match="mask"):
        ogive.sparsemax(x)
    with pytest.raises(TypeError, match="mask"):
        ogive.glu(x, axis=0)


def test_rows_with_masks(dtype):
    x = fitting("softmax", dtype, (3, 4, 5))
    mask = np.random.default_rng(1).random((4, 5)) < 0.6
    mask[0] = False
    y = ogive.softmax(x, mask=mask)
    assert y.dtype == dtype
    assert (y[:, 0] == 0).all() and (np.asarray(y)[:, ~mask] == 0).all()
    for i in range(3):
        for j in range(1, 4):
            same_bits(y[i, j, mask[j]], ogive.softmax(x[i, j, mask[j]]))
    same_bits(ogive.softmax(x, mask=np.where(mask, 0.0, -np.inf)), y)
    out = np.empty_like(x)
    assert ogive.softmax(x, mask=mask, out=out) is out
    same_bits(out, y)
    before = x.copy()
    same_bits(x, before)
    dx = ogive.grad.softmax(x, np.ones_like(x), mask=mask)
    assert (np.asarray(dx)[:, ~mask] == 0).all()
    same_bits(ogive.softmax(x, 0, mask=mask[:, :1]), ogive.softmax(x, 0, mask=np.broadcast_to(mask[:, :1], x.shape)))
    with pytest.raises(ValueError, match=r"\(7,\).*\(3, 4, 5\)"):
        ogive.softmax(x, mask=np.ones(7, bool))
    with pytest.raises(TypeError, match="int"):
        ogive.softmax(x, mask=np.ones(5, int))


def test_masks_may_be_added_numbers():
    x = np.zeros((2, 3), "float32")
    bias = np.array([0.0, 1.0, -np.inf])
    same_bits(ogive.softmax(x, mask=bias), ogive.softmax(x + bias.astype("float32")))


# What is refused.


@pytest.mark.parametrize(
    "x", [np.array([1j]), 1j, np.array(["a"]), "a", np.array([None]), np.array([1], "M8[s]"), [{}], None]
)
def test_what_is_no_real_number_is_a_type_error(x):
    for call in (ogive.sigmoid, ogive.softmax, ogive.swiglu, lambda x: ogive.grad.sigmoid(x, 1.0)):
        with pytest.raises(TypeError, match="expected float16, float32, float64"):
            call(x)


@pytest.mark.skipif(np.dtype("longdouble") == np.dtype("float64"), reason="no longer numbers here")
def test_longer_numbers_are_a_type_error():
    with pytest.raises(TypeError, match=r"astype\(float\)"):
        ogive.sigmoid(np.ones(3, "longdouble"))


def refused(out, x=None, error=ValueError, match=""):
    x = np.ones(6, "float32") if x is None else x
    memory = out if isinstance(out, np.ndarray) else np.zeros(1)
    before = memory.tobytes()
    with pytest.raises(error, match=match):
        ogive.sigmoid(x, out=out)
    with pytest.raises(error, match=match):
        ogive.grad.sigmoid(x, np.ones_like(x), out=out)
    assert memory.tobytes() == before


def test_given_arrays_that_do_not_fit():
    refused(np.zeros(6), error=TypeError, match="out has dtype float64; expected float32")
    refused(np.zeros(6, ">f4"), error=TypeError, match="byte order")
    refused(np.zeros(6, "int32"), error=TypeError, match="int32")
    refused([0.0] * 6, error=TypeError, match="list")
    refused(np.zeros(5, "float32"), match=r"\(5,\); expected \(6,\)")
    refused(np.zeros((6, 1), "float32"), match=r"\(6, 1\); expected \(6,\)")
    readonly = np.zeros(6, "float32")
    readonly.flags.writeable = False
    refused(readonly, match="read-only")
    unaligned = np.zeros(25, "u1")[1:].view("float32")
    refused(unaligned, error=TypeError, match="aligned")


def test_given_arrays_that_overlap():
    memory = np.arange(8, dtype="float32")
    refused(memory[1:7], memory[:6], match="overlaps")
    refused(memory[5::-1], memory[:6], match="overlaps")
    # Between each other, they share nothing.
    out = ogive.relu(memory[::2], out=memory[1::2])
    np.testing.assert_array_equal(out, [0, 2, 4, 6])
    one = np.zeros(1, "float32")
    same_place = np.lib.stride_tricks.as_strided(one, (6,), (0,))
    refused(same_place, match="share memory")
    windows = np.lib.stride_tricks.as_strided(np.zeros(8, "float32"), (3, 4), (8, 4), writeable=True)
    refused(windows, np.ones((3, 4), "float32"), match="share memory")


def test_axes_that_are_not_there():
    x = np.ones((2, 3), "float32")
    for call in (
        lambda: ogive.softmax(x, 2),
        lambda: ogive.softmax(x, -3),
        lambda: ogive.swiglu(x, axis=5),
        lambda: ogive.grad.softmax(x, x, 2),
    ):
        with pytest.raises(np.exceptions.AxisError, match="expected -2 to 1"):
            call()
    with pytest.raises(ValueError, match="even length"):
        ogive.swiglu(x)
    with pytest.raises(ValueError, match="empty"):
        ogive.softmax(np.ones((2, 0)))
    with pytest.raises(np.exceptions.AxisError):
        ogive.softmax(1.0)


def test_shapes_that_differ():
    x = np.ones((2, 3), "float32")
    with pytest.raises(ValueError, match="shape"):
        ogive.grad.sigmoid(x, np.ones(3, "float32"))
    with pytest.raises(ValueError, match="shape"):
        ogive.swiglu(x, np.ones((3, 2), "float32"))
    with pytest.raises(ValueError, match="shape"):
        ogive.grad.softmax(x, np.ones((2, 4), "float32"))


def test_parameters_that_are_refused():
    x = np.ones(3)
    with pytest.raises(ValueError, match="negative_slope = inf"):
        ogive.leaky_relu(x, float("inf"))
    with pytest.raises(TypeError, match="str"):
        ogive.leaky_relu(x, "steep")
    with pytest.raises(TypeError, match="number"):
        ogive.leaky_relu(x, 1j)
    with pytest.raises(ValueError, match="temperature"):
        ogive.softmax(x, temperature=0)
    with pytest.raises(ValueError, match="3 weights"):
        ogive.prelu(np.ones((2, 4)), [1, 2, 3])
    with pytest.raises(TypeError, match="negativ_slope"):
        _core.Function("leaky_relu", negativ_slope=1)
    with pytest.raises(ValueError, match="did you mean `sigmoid`"):
        _core.Function("sigmoyd")
    with pytest.raises(TypeError, match="two gradients"):
        ogive.grad.swiglu(x, x, x, out=x)
    with pytest.raises(TypeError):
        ogive.sigmoid(x, np.ones(3))


# Functions as objects.


def test_functions_are_values():
    import copy
    import pickle

    one = _core.Function("leaky_relu", negative_slope=0.04)
    assert str(one) == repr(one) == "leaky_relu(negative_slope=0.04)"
    assert one.name == "leaky_relu" and one.arguments == {"negative_slope": 0.04}
    assert one == ogive.parse("nn.LeakyReLU(0.04)") and hash(one) == hash(ogive.parse("lrelu(0.04)"))
    assert one != _core.Function("leaky_relu") and one != "leaky_relu(negative_slope=0.04)"
    for name in NAMES:
        function = made(name)
        assert pickle.loads(pickle.dumps(function)) == function == copy.deepcopy(function)
    many = _core.Function("prelu", weight=[0.1, 1e-300, 3e10])
    assert pickle.loads(pickle.dumps(many)) == many
    with pytest.raises(AttributeError):
        one.name = "relu"


def test_parameters_may_be_of_numpy():
    x = -np.ones((1, 2))
    same_bits(ogive.leaky_relu(x, np.float64(0.5)), ogive.leaky_relu(x, 0.5))
    same_bits(ogive.leaky_relu(x, np.array(0.5)), ogive.leaky_relu(x, 0.5))
    same_bits(ogive.leaky_relu(x, np.int8(2)), ogive.leaky_relu(x, 2))
    same_bits(ogive.prelu(x, np.array([0.5, 2], "float32")), ogive.prelu(x, (0.5, 2)))
    same_bits(ogive.softmax(x, np.int64(1)), ogive.softmax(x, 1))
    same_bits(ogive.rrelu(x, training=np.True_, seed=np.uint8(3)), ogive.rrelu(x, training=True, seed=3))
    assert ogive.leaky_relu(x, -0.0).tobytes() != ogive.leaky_relu(x, 0.0).tobytes()


def test_learned_parameters():
    x = np.array([[-1.0, -2], [3, -4]], "float32")
    g = np.ones_like(x)
    dx, gradients = ogive.grad.prelu(x, g, [0.5, 0.25], parameters=True)
    same_bits(dx, np.array([[0.5, 0.25], [1, 0.25]], "float32"))
    np.testing.assert_array_equal(gradients["weight"], [-1, -6])
    _, gradients = ogive.grad.prelu(x, g, parameters=True)
    np.testing.assert_array_equal(gradients["weight"], [-7])
    _, gradients = ogive.grad.xielu(x, g, parameters=True)
    assert set(gradients) == {"alpha_p", "alpha_n"} or len(gradients) > 1


def test_seeds():
    x = -np.ones((64, 64), "float32")
    one = ogive.rrelu(x, training=True, seed=1)
    same_bits(one, ogive.rrelu(x, training=True, seed=1))
    assert (one != ogive.rrelu(x, training=True, seed=2)).any()
    assert one.min() >= -1 / 3 and one.max() <= -1 / 8
    same_bits(-one, ogive.grad.rrelu(x, np.ones_like(x), training=True, seed=1))
    hard = ogive.gumbel_softmax(x, hard=True, seed=2**64 - 1)
    np.testing.assert_array_equal(hard.sum(-1), 1)
    with pytest.raises(ValueError, match="seed"):
        ogive.rrelu(x, training=True, seed=-1)


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_gradients_from_outputs(name):
    x, function = fitting(name, np.float64), made(name)
    y = function.forward(x)
    g = np.random.default_rng(2).normal(size=y.shape)
    try:
        dx = function.backward_from_output(y, g)
    except ValueError as error:
        assert "output" in str(error)
        return
    np.testing.assert_allclose(dx, function.backward(x, g), rtol=1e-9, atol=1e-12)


def test_second_derivatives():
    x = np.linspace(-4, 4, 33)
    step = 1e-5
    for name in ("sigmoid", "tanh", "gelu", "silu", "mish", "softplus"):
        slope = getattr(ogive.grad, name)
        second = (slope(x + step, 1.0) - slope(x - step, 1.0)) / (2 * step)
        np.testing.assert_allclose(made(name).second_derivative(x), second, rtol=1e-5, atol=1e-9)
        np.testing.assert_allclose(made(name).second_derivative(x, x), second * x, rtol=1e-5, atol=1e-9)
    assert made("gelu").second_derivative(x.astype("float32")).dtype == np.float64
    with pytest.raises(ValueError, match="one number"):
        made("softmax").second_derivative(x)
