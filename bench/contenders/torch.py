"""PyTorch.

A new value is the plain call, in inference mode. A new gradient is what a user pays:
`torch.autograd.grad` over a graph that is kept, so that the forward pass and what it saved are not
timed. Where it is the output that autograd saves, that is a gradient from the output, else one from
the input. Into a given array go the calls with `out=`, and for gradients the operators that autograd
itself calls. PyTorch has more variants with `out=` than are here: those of `relu`, `hardswish_backward`
and others are generated, and make a new array which they then copy.
"""

from types import SimpleNamespace

import produce
import torch
import torch.nn.functional as F

from contenders.cell import Prepared
from contenders.grid import FROM_OUTPUT

PACKAGES = ("torch",)

nn = torch._C._nn
aten = torch.ops.aten

# The grid has the parameters that ogive has by default.
NEW = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "softplus": F.softplus,
    "elu": F.elu,
    "mish": F.mish,
    "hardswish": F.hardswish,
}
GIVEN = {
    "relu": lambda x, y: torch.clamp_min(x, 0, out=y),
    "leaky_relu": lambda x, y: nn.leaky_relu(x, out=y),
    "sigmoid": lambda x, y: torch.sigmoid(x, out=y),
    "tanh": lambda x, y: torch.tanh(x, out=y),
    "silu": lambda x, y: nn.silu(x, out=y),
    "gelu": lambda x, y: nn.gelu(x, out=y),
    "gelu_tanh": lambda x, y: nn.gelu(x, approximate="tanh", out=y),
    "softplus": lambda x, y: nn.softplus(x, out=y),
    "elu": lambda x, y: nn.elu(x, out=y),
    "mish": lambda x, y: nn.mish(x, out=y),
    "hardswish": lambda x, y: nn.hardswish(x, out=y),
}
IN_PLACE = {
    "relu": torch.relu_,
    "leaky_relu": nn.leaky_relu_,
    "sigmoid": torch.sigmoid_,
    "tanh": torch.tanh_,
    "silu": nn.silu_,
    "gelu": nn.gelu_,
    "gelu_tanh": lambda x: nn.gelu_(x, approximate="tanh"),
    "softplus": lambda x: nn.softplus(x, out=x),
    "elu": nn.elu_,
    "mish": nn.mish_,
    "hardswish": nn.hardswish_,
}
# Of the incoming gradient, and of the input or the result, whichever autograd keeps.
sigmoid_backward = aten.sigmoid_backward.grad_input
tanh_backward = aten.tanh_backward.grad_input
threshold_backward = aten.threshold_backward.grad_input
leaky_relu_backward = aten.leaky_relu_backward.grad_input
silu_backward = aten.silu_backward.grad_input
gelu_backward = aten.gelu_backward.grad_input
softplus_backward = aten.softplus_backward.grad_input
elu_backward = aten.elu_backward.grad_input
softmax_backward = aten._softmax_backward_data.out
log_softmax_backward = aten._log_softmax_backward_data.out
GRADIENT_GIVEN = {
    "relu": lambda g, kept, y: threshold_backward(g, kept.result, 0, grad_input=y),
    "leaky_relu": lambda g, kept, y: leaky_relu_backward(g, kept.x, 0.01, False, grad_input=y),
    "sigmoid": lambda g, kept, y: sigmoid_backward(g, kept.result, grad_input=y),
    "tanh": lambda g, kept, y: tanh_backward(g, kept.result, grad_input=y),
    "silu": lambda g, kept, y: silu_backward(g, kept.x, grad_input=y),
    "gelu": lambda g, kept, y: gelu_backward(g, kept.x, grad_input=y),
    "gelu_tanh": lambda g, kept, y: gelu_backward(g, kept.x, approximate="tanh", grad_input=y),
    "softplus": lambda g, kept, y: softplus_backward(g, kept.x, 1, 20, grad_input=y),
    "elu": lambda g, kept, y: elu_backward(g, 1, 1, 1, False, kept.x, grad_input=y),
}


def over_axis(axis):
    """The tables once more, for the functions of a row."""
    return SimpleNamespace(
        new={
            "softmax": lambda x: F.softmax(x, axis),
            "log_softmax": lambda x: F.log_softmax(x, axis),
            "softmin": lambda x: F.softmin(x, axis),
            "logsumexp": lambda x: torch.logsumexp(x, axis, keepdim=True),
            "glu": lambda x: F.glu(x, axis),
        },
        given={
            "softmax": lambda x, y: torch.softmax(x, axis, out=y),
            "log_softmax": lambda x, y: torch.log_softmax(x, axis, out=y),
        },
        in_place={},
        gradient_given={
            "softmax": lambda g, kept, y: softmax_backward(
                g, kept.result, axis, kept.x.dtype, grad_input=y
            ),
            "log_softmax": lambda g, kept, y: log_softmax_backward(
                g, kept.result, axis, kept.x.dtype, out=y
            ),
        },
    )


def beyond_the_grid():
    """The plain calls of the functions that the grid has not, by ogive's names."""
    calls = {
        name: eval(f"lambda x: {call}", {"torch": torch, "F": F})
        for name, call in produce.TORCH.items()
        if name not in NEW and not name.endswith("softmax")
    }
    return calls | {"softplus(threshold=20)": F.softplus}


MORE = beyond_the_grid()
PLAIN = SimpleNamespace(
    new=NEW | MORE, given=GIVEN, in_place=IN_PLACE, gradient_given=GRADIENT_GIVEN
)


class Peer:
    def __init__(self, threads):
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)

    def prepare(self, cell, arrays):
        table = PLAIN if cell.axis is None else over_axis(cell.axis)
        new = table.new.get(cell.name)
        if new is None:
            return None
        if cell.part == "value":
            return value(cell, arrays, new, table)
        if (cell.part == "gradient_from_output") != (cell.name in FROM_OUTPUT):
            return None
        return gradient(cell, arrays, new, table)


def value(cell, arrays, new, table):
    call = restart = None
    if cell.into == "new":
        x = tensor(arrays.x)
        call = lambda: new(x)
    elif cell.into == "given" and (given := table.given.get(cell.name)):
        x, y = tensor(arrays.x), tensor(arrays.result())
        call = lambda: given(x, y)
    elif cell.into == "in_place" and (in_place := table.in_place.get(cell.name)):
        own = arrays.copy()
        x = tensor(own)
        call, restart = lambda: in_place(x), lambda: arrays.put_back(own)
    return call and Prepared(call, array, torch.inference_mode, restart)


def gradient(cell, arrays, new, table):
    if cell.into == "new":
        leaf, g = tensor(arrays.x).requires_grad_(), tensor(arrays.g)
        y = new(leaf)
        return Prepared(lambda: torch.autograd.grad(y, leaf, g, retain_graph=True)[0], array)
    given = table.gradient_given.get(cell.name)
    if cell.into == "given" and given:
        x, g, y = tensor(arrays.x), tensor(arrays.g), tensor(arrays.gradient())
        kept = SimpleNamespace(x=x, result=new(x))
        return Prepared(lambda: given(g, kept, y), array, torch.inference_mode)
    return None


# NumPy and PyTorch do not know each other's bfloat16; integers go between them.


def tensor(a):
    if a.dtype.name == "bfloat16":
        return torch.from_numpy(a.view("i2")).view(torch.bfloat16)
    return torch.from_numpy(a)


def array(result):
    if result.dtype == torch.bfloat16:
        return result.view(torch.int16).numpy().view("bfloat16")
    return result.numpy()
