"""The one adapter between the book and PyTorch.

Each page of the book becomes operators of PyTorch, in the namespace ``ogive``:

- ``ogive::NAME``: the function;
- ``ogive::NAME_backward``: its gradient, from the input;
- ``ogive::NAME_backward_from_output``, where the output tells the gradient;
- ``ogive::NAME_bits`` and ``ogive::NAME_backward_from_bits``, where a bit for each element does;
- ``ogive::NAME_second``: what a second derivative adds, for a function of single elements;
- ``ogive::NAME_pair`` and ``ogive::NAME_pair_backward``: a gated function of two tensors;
- ``ogive::NAME_learned`` and its gradients: the same function with parameters that are tensors.

Each has a kernel for CPU tensors, a shape for tensors without data (``torch.compile`` asks for it), a
derivative, and a rule for ``torch.vmap``. The kernels work on the tensors' own memory, seen as NumPy arrays.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor

from ogive import _core
from ogive._frameworks import straight

from . import _second
from ._library import at_end, define, derive, library, one_by_one, unwatched
from ._saving import BITS, INPUT, OUTPUT, chosen
from ._tensors import array, as_bits, computed, in_order, matching, memory_order, tensor


class Parameter(NamedTuple):
    """A parameter of an operator."""

    name: str
    type: str


class Operator:
    """A function of the book as operators of PyTorch.

    What an operator takes besides tensors of inputs and gradients is the same for all that belong to a function:
    the parameters that are tensors, the numbers, and the seed if there is one (``settings``).
    """

    def __init__(self, page: dict, learned: tuple[str, ...] = (), suffix: str = "") -> None:
        self.page = page
        self.function_name = page["name"]
        self.name = page["name"] + suffix
        self.kind = page["kind"]
        self.learned = learned
        self.parameters = self._parameters()
        self.names = tuple(p.name for p in self.parameters)
        self.seeded = "seed" in self.names
        self.has_tensors = self.seeded or bool(learned)
        self.axis = self.names.index("axis") if "axis" in self.names else None
        self.build = functools.lru_cache(maxsize=256)(self._build)
        self.keeps = functools.lru_cache(maxsize=256)(self._keeps)
        self.schema = "".join(f", {p.type} {p.name}" for p in self.parameters)
        self.straight = straight(page)
        # What becomes of the length of the axis: 6 if it stays, 3 if it is halved, 1 if a row comes to one number.
        axis = {"axis": -1} if self.axis is not None else {}
        self.length = _core.Function(self.function_name, **axis).output_shape((2, 4, 6))[-1]
        self.learned_form: Operator | None = None
        self._define()

    def _parameters(self) -> list[Parameter]:
        tensors = [Parameter(name, "Tensor") for name in self.learned]
        numbers, seeds = [], []
        for parameter in self.page["parameters"]:
            name, default = parameter["name"], parameter["default"]
            if name in self.learned or (self.learned and self.learned == ("weight",)):
                continue
            if name == "seed":
                seeds.append(Parameter(name, "Tensor?"))
            elif name == "axis":
                numbers.append(Parameter(name, "int"))
            elif default in ("true", "false"):
                numbers.append(Parameter(name, "bool"))
            else:
                numbers.append(Parameter(name, "float"))
        return tensors + numbers + seeds

    # The library's functions.

    def _build(self, *settings: Any) -> Any:
        named = {name: value for name, value in zip(self.names, settings) if value is not None}
        return _core.Function(self.function_name, **named)

    def function(self, settings: tuple) -> Any:
        """The library's function for the settings of an operator."""
        if self.learned:
            return self._build(*(v.tolist() if isinstance(v, Tensor) else v for v in settings))
        if self.seeded and settings[-1] is not None:
            return self._build(*settings[:-1], int(settings[-1]))
        return self.build(*settings)

    def numbers(self, settings: tuple) -> tuple:
        """The settings that are numbers, whatever a tracer has put in their place."""
        plain = {"float": float, "int": int, "bool": bool}
        return tuple(
            plain[p.type](value) for p, value in zip(self.parameters, settings) if p.type in plain
        )

    # What is kept.

    def _keeps(self, numbers: tuple, wanted: str) -> str:
        named = dict(
            zip((p.name for p in self.parameters if p.type in ("float", "int", "bool")), numbers)
        )
        if "axis" in named:
            named["axis"] = -1
        if self.learned:
            named.update({name: 0.5 for name in self.learned})
        return chosen(self.page, named, wanted)

    def kept(self, settings: tuple, wanted: str, learns: bool = False) -> str:
        """What is kept of a forward pass for the gradient: the input, the output, bits, or nothing."""
        if learns:
            return INPUT
        if self.learned:
            # Whether an output tells is a question of the weights.
            return BITS if self.page["two_slopes"] else INPUT
        try:
            return self.keeps(settings[:-1] if self.seeded else settings, wanted)
        except TypeError:
            # Numbers of a compiler, which stand for any.
            return self.keeps(self.numbers(settings), wanted)

    # Shapes.

    def empty(self, x: Tensor, settings: tuple) -> Tensor:
        if self.length == 6:
            return torch.empty_like(x)
        shape = list(x.shape)
        axis = settings[self.axis]
        shape[axis] = 1 if self.length == 1 else shape[axis] // 2
        return x.new_empty(shape)

    # The operators.

    def _define(self) -> None:
        name, schema = self.name, self.schema
        batch = self._batch()
        self.op = define(
            name,
            f"Tensor x{schema}, str save",
            self._forward,
            lambda x, *s: self.empty(x, s[:-1]),
            batch,
        )
        self.backward = define(
            f"{name}_backward",
            f"Tensor g, Tensor x{schema}",
            self._backward,
            lambda g, x, *s: torch.empty_like(x),
            batch,
        )
        setup = self._setup_backward
        derive(self.op, self._pull, self._setup_forward)
        derive(self.backward, self._pull_backward, setup)
        if self.kind == "gated":
            self._define_pair()
            return
        self.backward_from_output = define(
            f"{name}_backward_from_output",
            f"Tensor g, Tensor y{schema}",
            self._backward_from_output,
            lambda g, y, *s: torch.empty_like(y),
            batch,
        )
        derive(self.backward_from_output, self._pull_from_output, setup)
        if self.kind == "element" and not self.straight:
            self.second = define(
                f"{name}_second",
                f"Tensor a, Tensor g, Tensor x{schema}",
                self._second,
                lambda a, g, x, *s: torch.empty_like(x),
                batch,
            )
            derive(self.second, self._no_third)
        if self.page["two_slopes"]:
            self._define_bits()
        if self.learned:
            self._define_learned()

    def _batch(self) -> Any:
        if self.seeded or self.learned:
            return one_by_one
        if self.kind == "element":
            return at_end
        return self._batched_rows if self.axis is not None else one_by_one

    def _batched_rows(self, operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
        """The batch is one more dimension before those of a function over an axis."""
        moved = []
        dims = None
        for argument, dim in zip(arguments, in_dims):
            if dim is not None:
                argument = argument.movedim(dim, 0)
                dims = argument.dim() - 1
            elif isinstance(argument, Tensor):
                dims = argument.dim()
                argument = argument.unsqueeze(0).expand(info.batch_size, *argument.shape)
            moved.append(argument)
        tensors = sum(isinstance(argument, Tensor) for argument in moved)
        axis = moved[tensors + self.axis]
        moved[tensors + self.axis] = axis if axis < 0 else axis + 1
        if not -dims <= axis < dims:
            raise IndexError(
                f"ogive.torch.{self.name}: dim = {axis} of a tensor of {dims} dimensions; expected one from "
                f"{-dims} to {dims - 1}"
            )
        result = operator(*moved)
        return (result, (0,) * len(result)) if isinstance(result, tuple) else (result, 0)

    # Forward.

    def _forward(self, x: Tensor, *settings: Any) -> Tensor:
        settings = settings[:-1]
        function = self.function(settings)
        if self.length == 6:
            return computed(function.forward, x, x, name=self.name)
        bits = as_bits(self.name, x)
        out = x.new_empty(function.output_shape(tuple(x.shape)))
        function.forward(array(x), array(out), bfloat16=bits)
        return out

    def _setup_forward(self, ctx: Any, inputs: tuple, output: Tensor, copy: bool = False) -> None:
        x, settings, wanted = inputs[0], inputs[1:-1], inputs[-1]
        learns = self.learned and any(ctx.needs_input_grad[1 : 1 + len(self.learned)])
        kept = self.kept(settings, wanted, learns)
        axes = None
        if kept == INPUT:
            saved = (x.detach().clone() if copy else x,)
        elif kept == OUTPUT:
            saved = (output,)
        elif kept == BITS:
            axes = memory_order(x)
            saved = (self.run(self.bits, self._bits, x, *settings, axes),)
        else:
            saved = ()
        # Parameters that are tensors, and seeds, are kept the way PyTorch keeps tensors.
        ctx.operator, ctx.kept, ctx.order, ctx.inner = self, kept, axes, len(saved)
        ctx.settings, tensors = parted(settings) if self.has_tensors else (settings, ())
        ctx.save_for_backward(*saved, *tensors)

    def _pull(self, ctx: Any, g: Tensor) -> tuple:
        tensors, settings = ctx.saved_tensors, ctx.settings
        if self.has_tensors:
            settings = joined(settings, tensors[ctx.inner :])
        needed = ctx.needs_input_grad
        by_x = None
        if needed[0]:
            by_x = self.gradient(ctx.kept, tensors[: ctx.inner], g, settings, ctx.order)
        others: list = [None] * (len(settings) + 1)
        if self.learned and any(needed[1 : 1 + len(self.learned)]):
            others[: len(self.learned)] = self.by_learned(g, tensors[0], settings)
        return (by_x, *others)

    def gradient(self, kept: str, saved: tuple, g: Tensor, settings: tuple, order: Any) -> Tensor:
        """The gradient by the input, from what was kept."""
        if not self.page["has_gradient"]:
            raise NotImplementedError(
                f"ogive.torch.{self.name}: it has no gradient; gumbel_softmax(hard=True) passes one straight through"
            )
        if kept == OUTPUT:
            return self.run(
                self.backward_from_output, self._backward_from_output, g, saved[0], *settings
            )
        if kept == BITS:
            return self.run(
                self.backward_from_bits, self._backward_from_bits, g, *saved, *settings, order
            )
        # If nothing is kept, any input will do.
        return self.run(
            self.backward, self._backward, g, saved[0] if kept == INPUT else g, *settings
        )

    @staticmethod
    def run(operator: Any, kernel: Any, first: Tensor, *others: Any) -> Any:
        """An operator, or at once its kernel if no one watches and no gradient is asked for."""
        if not torch.is_grad_enabled() and not torch.compiler.is_compiling() and unwatched(first):
            return kernel(first, *others)
        return operator(first, *others)

    # Backward from the input.

    def _backward(self, g: Tensor, x: Tensor, *settings: Any) -> Tensor:
        function = self.function(settings)
        return computed(function.backward, x, x, matching(g, x), name=self.name)

    def _setup_backward(self, ctx: Any, inputs: tuple, output: Tensor) -> None:
        g, kept, *settings = inputs
        ctx.settings, tensors = parted(tuple(settings))
        ctx.save_for_backward(g, kept, *tensors)

    def _pull_backward(self, ctx: Any, a: Tensor) -> tuple:
        g, x, *tensors = ctx.saved_tensors
        settings = joined(ctx.settings, tensors)
        nothing = (None,) * len(settings)
        by_g, by_x = ctx.needs_input_grad[:2]
        if self.learned:
            return _second.learned(self, a, g, x, settings)
        if self.kind == "element":
            return (
                self.backward(a, x, *settings) if by_g else None,
                self.second(a, g, x, *settings) if by_x and not self.straight else None,
                *nothing,
            )
        rows = _second.gated if self.kind == "gated" else _second.rows_from_input
        return (*rows(self, a, g, x, settings), *nothing)

    # Backward from the output.

    def _backward_from_output(self, g: Tensor, y: Tensor, *settings: Any) -> Tensor:
        function = self.function(settings)
        return computed(function.backward_from_output, y, y, matching(g, y), name=self.name)

    def _pull_from_output(self, ctx: Any, a: Tensor) -> tuple:
        g, y, *tensors = ctx.saved_tensors
        settings = joined(ctx.settings, tensors)
        by_g, by_y = ctx.needs_input_grad[:2]
        dg = self.backward_from_output(a, y, *settings) if by_g else None
        dy = None
        if by_y and self.kind == "element" and not self.straight:
            dy = (
                a
                * g
                * _second.slope_from_output(self.function_name, y, dict(zip(self.names, settings)))
            )
        elif by_y and self.kind == "axis":
            dg, dy = _second.rows_from_output(self, a, g, y, settings)
        return (dg, dy, *(None,) * len(settings))

    # A second derivative.

    def _second(self, a: Tensor, g: Tensor, x: Tensor, *settings: Any) -> Tensor:
        curvature = torch.from_numpy(self.function(settings).second_derivative(array(x.double())))
        return torch.empty_like(x).copy_(curvature.mul_(a.detach()).mul_(g.detach()))

    def _no_third(self, ctx: Any, _: Tensor) -> tuple:
        raise NotImplementedError(
            f"ogive.torch.{self.name}: a third derivative; expected at most a second one: use PyTorch's own "
            "function where more are needed"
        )

    # Bits.

    def _define_bits(self) -> None:
        name, schema = self.name, self.schema
        self.bits = define(
            f"{name}_bits",
            f"Tensor x{schema}, int[] order",
            self._bits,
            self._fake_bits,
            one_by_one,
        )
        # Bits have no derivative.
        library.impl(f"{name}_bits", torch.library.fallthrough_kernel, "Autograd")
        self.backward_from_bits = define(
            f"{name}_backward_from_bits",
            f"Tensor g, Tensor bits{schema}, int[] order",
            self._backward_from_bits,
            lambda g, *s: in_order(g, s[-1]),
            one_by_one,
        )
        derive(self.backward_from_bits, self._pull_from_bits, self._setup_from_bits)

    def _bits(self, x: Tensor, *settings: Any) -> Tensor:
        *settings, order = settings
        words = as_bits(self.name, x)
        bits = self.function(tuple(settings)).bits(array(x), order, bfloat16=words)
        return torch.from_numpy(bits)

    def _fake_bits(self, x: Tensor, *settings: Any) -> Tensor:
        return x.new_empty((x.numel() + 7) // 8, dtype=torch.uint8)

    def _backward_from_bits(self, g: Tensor, bits: Tensor, *settings: Any) -> Tensor:
        *settings, order = settings
        function, words = self.function(tuple(settings)), as_bits(self.name, g)
        out = in_order(g, order)
        function.backward_from_bits(bits.numpy(), array(g), array(out), order, bfloat16=words)
        return out

    def _setup_from_bits(self, ctx: Any, inputs: tuple, output: Tensor) -> None:
        g, bits, *settings = inputs
        ctx.settings, tensors = parted(tuple(settings))
        ctx.save_for_backward(bits, *tensors)

    def _pull_from_bits(self, ctx: Any, a: Tensor) -> tuple:
        bits, *tensors = ctx.saved_tensors
        settings = joined(ctx.settings, tensors)
        return (self.backward_from_bits(a, bits, *settings), *(None,) * (1 + len(settings)))

    # Parameters that are learned.

    def _define_learned(self) -> None:
        returns = (
            "(" + ", ".join(["Tensor"] * len(self.learned)) + ")"
            if len(self.learned) > 1
            else "Tensor"
        )
        self.parameter_gradients = define(
            f"{self.name}_parameters",
            f"Tensor g, Tensor x{self.schema}",
            self._parameter_gradients,
            self._fake_parameter_gradients,
            one_by_one,
            returns=returns,
        )
        derive(
            self.parameter_gradients,
            lambda ctx, *a: _second.learned_parameters(self, ctx, *a),
            self._setup_backward,
        )

    def _parameter_gradients(self, g: Tensor, x: Tensor, *settings: Any) -> Any:
        bits = as_bits(self.name, x)
        found = self.function(settings).parameter_gradients(
            array(x), array(matching(g, x)), bfloat16=bits
        )
        results = []
        for name, parameter in zip(self.learned, settings):
            sums = torch.as_tensor(
                numpy.asarray(found[name], dtype=numpy.float64).reshape(tuple(parameter.shape))
            )
            results.append(torch.empty_like(parameter).copy_(sums))
        return tuple(results) if len(results) > 1 else results[0]

    def _fake_parameter_gradients(self, g: Tensor, x: Tensor, *settings: Any) -> Any:
        results = tuple(torch.empty_like(parameter) for parameter in settings[: len(self.learned)])
        return results if len(results) > 1 else results[0]

    def by_learned(self, g: Tensor, x: Tensor, settings: tuple) -> tuple:
        """The gradients by the parameters that are tensors."""
        found = self.parameter_gradients(g, x, *settings)
        return found if isinstance(found, tuple) else (found,)

    # Two tensors.

    def _define_pair(self) -> None:
        name, schema = self.name, self.schema
        self.pair = define(
            f"{name}_pair",
            f"Tensor a, Tensor b{schema}",
            self._forward_pair,
            lambda a, b, *s: torch.empty_like(a),
            at_end,
        )
        self.pair_backward = define(
            f"{name}_pair_backward",
            f"Tensor g, Tensor a, Tensor b{schema}",
            self._backward_pair,
            lambda g, a, b, *s: (torch.empty_like(a), torch.empty_like(b)),
            self._batched_pair,
            returns="(Tensor, Tensor)",
        )
        derive(self.pair, self._pull_pair, self._setup_backward)
        derive(
            self.pair_backward,
            self._pull_pair_backward,
            self._setup_pair_backward,
        )

    @staticmethod
    def _batched_pair(operator: Any, info: Any, in_dims: tuple, *arguments: Any) -> Any:
        return at_end(operator, info, in_dims, *arguments)[0], (-1, -1)

    def _forward_pair(self, a: Tensor, b: Tensor, *settings: Any) -> Tensor:
        return computed(self.function(settings).forward_pair, a, a, matching(b, a), name=self.name)

    def _backward_pair(
        self, g: Tensor, a: Tensor, b: Tensor, *settings: Any
    ) -> tuple[Tensor, Tensor]:
        bits = as_bits(self.name, a)
        function = self.function(settings)
        results = function.backward_pair(
            array(a), array(matching(b, a)), array(matching(g, a)), bfloat16=bits
        )
        return tuple(
            torch.empty_like(like).copy_(tensor(result, like.dtype))
            for like, result in zip((a, b), results)
        )

    def _pull_pair(self, ctx: Any, g: Tensor) -> tuple:
        a, b, *_ = ctx.saved_tensors
        return (*self.pair_backward(g, a, b, *ctx.settings), *(None,) * len(ctx.settings))

    def _setup_pair_backward(self, ctx: Any, inputs: tuple, output: Any) -> None:
        g, a, b, *ctx.settings = inputs
        ctx.save_for_backward(g, a, b)

    def _pull_pair_backward(self, ctx: Any, by_a: Tensor, by_b: Tensor) -> tuple:
        g, a, b = ctx.saved_tensors
        named = dict(zip(self.names, ctx.settings))
        return (
            *_second.pair(self.function_name, named, by_a, by_b, g, a, b),
            *(None,) * len(ctx.settings),
        )


def parted(settings: tuple) -> tuple[tuple, tuple]:
    """Settings with a gap for each tensor, and the tensors."""
    tensors = tuple(value for value in settings if isinstance(value, Tensor))
    return tuple(GAP if isinstance(value, Tensor) else value for value in settings), tensors


def joined(settings: tuple, tensors: Any) -> tuple:
    """What :func:`parted` took apart."""
    tensors = iter(tensors)
    return tuple(next(tensors) if value is GAP else value for value in settings)


class Gap:
    """The place of a tensor among settings."""


GAP = Gap()
