"""Writes what `ogive.torch` and `ogive.jax` have of each function of the book: signatures and docstrings.

    python generate_frameworks.py            # writes the files
    python generate_frameworks.py --check    # fails if they are not what would be written

It needs the package itself, PyTorch, whose signatures the functions take over, and NumPy.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import textwrap
from pathlib import Path

import jax.numpy as jnp
import numpy
import torch

# The package that is installed, and not its sources beside this script.
if Path(sys.path[0]) == Path(__file__).parent:
    del sys.path[0]

from ogive import _core  # noqa: E402
from ogive._frameworks import keeps, learned  # noqa: E402

HERE = Path(__file__).parent / "ogive"
WIDTH = 100

HEAD = '''"""{title}

Written by ``generate_frameworks.py`` from the book; not to be edited.
"""

'''

# Words of names as they are written in the names of classes.
WORDS = {
    "relu": "ReLU",
    "prelu": "PReLU",
    "glu": "GLU",
    "gelu": "GELU",
    "silu": "SiLU",
    "swiglu": "SwiGLU",
    "geglu": "GEGLU",
    "reglu": "ReGLU",
    "lisht": "LiSHT",
    "xielu": "XIELU",
    "onnx": "ONNX",
    "logsumexp": "LogSumExp",
}

# Functions that PyTorch writes in another way than the book: the parameters, how they are handed on, and
# the class of PyTorch whose arguments they are.
TORCH_FUNCTIONS = {
    "gelu": (
        'approximate: str = "none", inplace: bool = False',
        ["return apply(gelu_form(approximate), input, (), inplace, save)"],
    ),
    "prelu": (
        "weight: Tensor",
        ['return apply_learned(OPERATORS["prelu"], input, (weight,), False, wanted(save))'],
    ),
    "rrelu": (
        "lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False, *, "
        "seed: int | Tensor | None = None",
        [
            "drawn = seed_of(seed) if training else None",
            'return apply(OPERATORS["rrelu"], input, (lower, upper, training, drawn), inplace, save)',
        ],
    ),
    "gumbel_softmax": (
        "tau: float = 1.0, hard: bool = False, dim: int = -1, *, seed: int | Tensor | None = None",
        [
            'return apply(OPERATORS["gumbel_softmax"], input, (dim, tau, hard, seed_of(seed)), False, save)'
        ],
    ),
    "logsumexp": (
        "dim: int, keepdim: bool = False",
        [
            'y = apply(OPERATORS["logsumexp"], input, (dim,), False, save)',
            "return y if keepdim else y.squeeze(dim)",
        ],
    ),
}

# What parameters of PyTorch mean that the book does not have, or has under another name.
MEANINGS = {
    "approximate": "'none', or 'tanh' for gelu_tanh",
    "inplace": "write the result into the memory of the input. Where the gradient needs the input, that is copied "
    "before, as in PyTorch: memory is saved only where an output or bits are kept",
    "dim": "the axis to work along; -1 is the last",
    "tau": "the temperature",
    "keepdim": "keep the dimension, with length 1",
    "weight": "the slope on the negative side: one number, or one for each channel (dimension 1)",
    "seed": "what is drawn from, a whole number or a tensor of one; by default it comes from PyTorch's generator, so "
    "that ``torch.manual_seed`` decides",
    "dtype": "the element type that the input is converted to first",
    "other": "the second tensor, if the input is not to be cut in halves",
}


def pages() -> list[dict]:
    return _core.book()


def torch_class(page: dict) -> str | None:
    """The class of `torch.nn` that is this function."""
    for name in page["names"]:
        if name["ecosystem"] == "PyTorch" and name["name"].startswith("nn."):
            return name["name"].removeprefix("nn.")
    return None


def class_name(page: dict) -> str:
    """The name of the function's class: PyTorch's where there is one."""
    words = page["name"].split("_")
    return torch_class(page) or "".join(WORDS.get(word, word.capitalize()) for word in words)


def torch_defaults(page: dict) -> dict[str, str]:
    """The defaults that PyTorch has, where they differ from the book's."""
    for name in page["names"]:
        if name["ecosystem"] == "PyTorch" and name["defaults"]:
            return dict(part.strip().split("=") for part in name["defaults"].split(","))
    return {}


def number(text: str) -> str:
    """A default as Python would write it."""
    if text in ("true", "false"):
        return text.capitalize()
    if text == "inf":
        return 'float("inf")'
    if "/" in text:
        return text.replace("/", " / ")
    return text if "." in text or "e" in text else text + ".0"


def parameters(page: dict, *, torch_like: bool) -> list[tuple[str, str, str | None, str]]:
    """Name, type, default and meaning of each."""
    defaults = torch_defaults(page) if torch_like else {}
    found = []
    for parameter in page["parameters"]:
        name, default = parameter["name"], parameter["default"]
        default = defaults.get(name, default)
        if name == "axis":
            axis = "dim" if torch_like else "axis"
            found.append((axis, "int", "-1" if default == "-1" else None, parameter["meaning"]))
        elif default in ("true", "false"):
            found.append((name, "bool", number(default), parameter["meaning"]))
        elif default is None or name in ("num_parameters", "seed"):
            found.append((name, "special", default, parameter["meaning"]))
        else:
            found.append((name, "float", number(default), parameter["meaning"]))
    return found


def signature(page: dict) -> tuple[str, list[str]]:
    """What comes between `input` and `save`, and the body."""
    name = page["name"]
    if name in TORCH_FUNCTIONS:
        return TORCH_FUNCTIONS[name]
    own = parameters(page, torch_like=True)
    cls = torch_class(page)
    theirs = (
        list(inspect.signature(getattr(torch.nn, cls).__init__).parameters)
        if cls
        else [p[0] for p in own]
    )
    required = {"threshold": ("threshold", "value")}.get(name, ())

    def written(parameter: tuple) -> str:
        parameter_name, type_, default, _ = parameter
        type_ = "float | Tensor" if parameter_name in learned(page) and type_ == "float" else type_
        needed = default is None or parameter_name in required
        return f"{parameter_name}: {type_}" + ("" if needed else f" = {default}")

    before = [written(p) for p in own if p[0] in theirs]
    after = [written(p) for p in own if p[0] not in theirs]
    values = ", ".join(p[0] for p in own) + ("," if len(own) == 1 else "")
    operator = f'OPERATORS["{name}"]'
    if page["kind"] == "element":
        before.append("inplace: bool = False")
        body = [f"return apply({operator}, input, ({values}), inplace, save)"]
    elif page["kind"] == "gated":
        if cls:
            after.insert(0, "other: Tensor | None = None")
        else:
            before.insert(0, "other: Tensor | None = None")
        body = [
            "if other is not None:",
            f"    return apply_pair({operator}, input, other, ({values}))",
            f"return apply({operator}, input, ({values}), False, save)",
        ]
    else:
        body = [f"return apply({operator}, input, ({values}), False, save)"]
        if cls and own:
            after.insert(0, "dtype: torch.dtype | None = None")
            body.insert(0, "input = input if dtype is None else input.to(dtype)")
    return ", ".join(before + (["*"] + after if after else [])), body


def names_in(text: str) -> list[str]:
    """The names of the parameters in the text of a signature."""
    return [part.split(":")[0].strip() for part in split(text) if part.strip() != "*"]


def split(text: str) -> list[str]:
    """Cuts at the commas that stand outside of brackets."""
    return [part.strip() for part in re.split(r",(?![^\[(]*[\])])", text) if part.strip()]


def sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def wrapped(text: str, indent: int = 4) -> str:
    space = " " * indent
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )


def entry(name: str, type_: str, meaning: str) -> list[str]:
    return [f"    {name} : {type_}", wrapped(sentence(meaning), 8)]


def types_in(text: str) -> dict[str, str]:
    found = {}
    for part in split(text):
        if part != "*":
            name, rest = part.split(":", 1)
            type_, _, default = rest.partition(" = ")
            found[name.strip()] = type_.strip() + (
                f", default {default.strip()}" if default else ""
            )
    return found


KEPT = (
    "what is kept for the gradient, 'input', 'output' or 'bits'; by default {least} (see "
    ":func:`ogive.torch.set_saving`)"
)


def least(page: dict) -> str:
    """What is kept by default, in words."""
    if page["name"] == "prelu":
        return "the input where the weight learns, else one bit for each element"
    if page["name"] == "gumbel_softmax":
        return "the output, or the input if ``hard``"
    if page["two_slopes"] and keeps(page) != "the output":
        return "one bit for each element"
    return {"the output": "the output", "nothing": "nothing"}.get(keeps(page), "the input")


def title(page: dict) -> str:
    """The first line of a docstring: the formula."""
    return wrapped(f'"""{page["formula"]}')


def story(page: dict) -> list[str]:
    """What the page says, for a docstring."""
    lines = [wrapped(f"Its derivative: {page['derivative']}"), ""]
    text = f"Good: {page['good']}. Bad: {page['bad']}. Hard to compute: {page['hard']}."
    lines += [wrapped(text), ""]
    return lines


def references(page: dict) -> list[str]:
    lines = ["    References", "    ----------"]
    for reference in page["origin"]:
        lines += [wrapped(f"{reference['text']}, {reference['url']}")]
    return lines


def example(page: dict) -> numpy.ndarray:
    """An input for the example."""
    if page["name"] == "softmax2d":
        return numpy.array([[[-1.0]], [[0.0]], [[2.0]]], numpy.float32)
    if page["kind"] == "gated":
        return numpy.array([-1.0, 0.5, 2.0, 3.0], numpy.float32)
    if page["domain"][0] == 0:
        return numpy.array([0.5, 1.0, 2.0], numpy.float32)
    return numpy.array([-1.0, 0.0, 2.0], numpy.float32)


def shown(result: object) -> str:
    """What Python prints, as a doctest has it."""
    return textwrap.indent(repr(result).replace("\n\n", "\n<BLANKLINE>\n"), "    ")


def torch_example(page: dict) -> list[str]:
    name, x = page["name"], example(page)
    named = {
        p["name"]: -1 for p in page["parameters"] if p["name"] == "axis" and p["default"] is None
    }
    call = ", -1" if named else ""
    extra = torch_defaults(page)
    if name == "gumbel_softmax":
        call = ", seed=1"
        named["seed"] = 1
    if name == "threshold":
        call, named = ", 0.5, -1.0", {"threshold": 0.5, "value": -1.0}
    if name == "prelu":
        call = ", torch.tensor([0.25])"
    if name == "softplus":
        named["threshold"] = 20.0
    y = torch.from_numpy(_core.Function(name, **named).forward(x))
    if name == "logsumexp":
        y = y[0]
    assert set(extra) <= {"threshold", "axis"}, f"{name}: the example has to say {extra}"
    return [
        "    Examples",
        "    --------",
        "    >>> import torch, ogive.torch",
        f"    >>> ogive.torch.{name}(torch.tensor({x.tolist()}){call})",
        shown(y),
    ]


def torch_docstring(page: dict, text: str) -> list[str]:
    meanings = {p["name"]: p["meaning"] for p in page["parameters"]}
    meanings.update(
        {k: v for k, v in MEANINGS.items() if k not in meanings or page["name"] == "prelu"}
    )
    lines = [title(page), ""]
    lines += story(page)
    lines += ["    Parameters", "    ----------"]
    lines += entry(
        "input",
        "Tensor",
        "of float32, float64, float16 or bfloat16, on the CPU, of any shape and any strides",
    )
    for name, type_ in types_in(text).items():
        lines += entry(name, type_, meanings[name])
    lines += entry("save", "str, optional", KEPT.format(least=least(page)))
    lines += ["", "    Returns", "    -------", "    Tensor"]
    lines += [wrapped(result(page), 8), ""]
    lines += references(page) + [""] + torch_example(page) + ['    """']
    return lines


def result(page: dict) -> str:
    if page["kind"] == "gated":
        return "Of the input's element type; half as long along ``dim``, or of the shape of both tensors."
    if page["name"] == "logsumexp":
        return "Of the input's element type, without the dimension, or with length 1 there if ``keepdim``."
    return "Of the input's element type and shape."


def aliases(page: dict) -> list[str]:
    """PyTorch's names for the function that are not the book's, and the book's other names."""
    found = list(page["aliases"])
    for name in page["names"]:
        last = name["name"].rsplit(".", 1)[-1]
        if (
            name["ecosystem"] == "PyTorch"
            and not name["name"].startswith("nn.")
            and last not in found
        ):
            found.append(last)
    return [name for name in found if name != page["name"]]


def torch_functions() -> str:
    lines = [
        HEAD.format(title="The functions of the book, of tensors of PyTorch."),
        "from __future__ import annotations\n\n",
        "import torch\nfrom torch import Tensor\n\n",
        "from ._calls import apply, apply_learned, apply_pair, seed_of\n",
        "from ._operator import Operator\n",
        "from ._operators import OPERATORS\n",
        "from ._saving import wanted\n\n\n",
        "def gelu_form(approximate: str) -> Operator:\n",
        '    """The form of gelu that PyTorch\'s argument means."""\n',
        '    forms = {"none": "gelu", "tanh": "gelu_tanh"}\n',
        "    if approximate not in forms:\n",
        "        raise ValueError(f\"ogive.torch.gelu: approximate={approximate!r}; expected 'none' or 'tanh'\")\n",
        "    return OPERATORS[forms[approximate]]\n",
    ]
    names = []
    for page in pages():
        name = page["name"]
        text, body = signature(page)
        star = "" if "*" in split(text) else "*, "
        middle = f"{text}, " if text else ""
        head = f"def {name}(input: Tensor, {middle}{star}save: str | None = None) -> Tensor:"
        lines.append("\n\n" + definition(head) + "\n")
        lines.append("\n".join(torch_docstring(page, text)) + "\n")
        lines.append("".join(f"    {line}\n" for line in body))
        names += named_again(lines, name, aliases(page))
    lines.append("\n\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n")
    return "".join(lines)


def definition(head: str) -> str:
    """The first line of a function, or several if it is long."""
    if len(head) <= WIDTH:
        return head
    before, _, rest = head.partition("(")
    inside, _, after = rest.rpartition(") ->")
    return before + "(\n" + "".join(f"    {part},\n" for part in split(inside)) + ") ->" + after


def torch_modules() -> str:
    lines = [
        HEAD.format(title="The functions of the book, as modules of PyTorch."),
        "from __future__ import annotations\n\n",
        "import torch\nfrom torch import Tensor, nn\n\n",
        "from . import _functions\n",
        "from ._module import Activation, implicit_dim\n",
        "from ._saving import checked\n",
    ]
    names = []
    for page in pages():
        lines += module(page)
        names.append(class_name(page))
    lines.append("\n\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n")
    return "".join(lines)


def module(page: dict) -> list[str]:
    name, cls = page["name"], torch_class(page)
    head = title(page) + "\n\n"
    text, _ = signature(page)
    see = f"    The function is :func:`ogive.torch.{name}`, where all is said of it."
    if cls:
        doc = (
            head
            + see
            + f"\n    Arguments, state and behaviour are those of ``torch.nn.{cls}``.\n"
            + '    """\n'
        )
    else:
        doc = head + see + '\n    """\n'
    lines = [
        f"\n\nclass {class_name(page)}({'Activation, nn.' + cls if cls else 'Activation'}):\n",
        doc,
        "\n",
    ]
    if cls == "Identity":
        lines += [
            "    def forward(self, input: Tensor) -> Tensor:\n",
            "        return input\n",
        ]
        return lines
    if cls:
        theirs = inspect.signature(getattr(torch.nn, cls).__init__)
        given = [
            p
            for p in list(theirs.parameters.values())[1:]
            if p.name not in ("min_value", "max_value") and p.kind is p.POSITIONAL_OR_KEYWORD
        ]
        init = ", ".join(rendered(p) for p in given)
        handed = ", ".join(p.name for p in given if p.name not in ("device", "dtype"))
        if any(p.name == "device" for p in given):
            handed += ", device=device, dtype=dtype"
        own = [p.name for p in given]
    else:
        # Whoever learns a parameter gives it as an nn.Parameter, which a module knows as its own.
        own = [n for n in names_in(text) if n not in ("other", "seed")]
        init = ", ".join(p for p in split(text) if p == "*" or p.split(":")[0] in own)
        init = init.removesuffix(", *").removesuffix("*")
        handed = ""
    never = ("other", "seed", "dtype", "training", "weight", *["inplace"] * bool(cls))
    extra = [n for n in names_in(text) if n not in own and n not in never]
    extra_text = ", ".join(p for p in split(text) if p.split(":")[0] in extra)
    middle = f"{init}, " if init else ""
    star = "" if "*" in split(init) else "*, "
    more = f"{extra_text}, " if extra_text else ""
    head = f"    def __init__(self, {middle}{star}{more}save: str | None = None) -> None:"
    if len(head) > WIDTH:
        before, _, rest = head.partition("(")
        inside = rest.removesuffix(") -> None:")
        head = (
            before
            + "(\n"
            + "".join(f"        {part},\n" for part in split(inside))
            + "    ) -> None:"
        )
    lines.append(head + "\n")
    lines.append(f"        super().__init__({handed})\n")
    kept = extra if cls else own
    for parameter in kept:
        lines.append(f"        self.{parameter} = {parameter}\n")
    lines.append("        self.save = checked(save)\n\n")
    if not cls and own:
        lines.append(f"    arguments = {listed(own)}\n\n")
    elif extra:
        lines.append(f"    arguments = {listed(extra)}\n\n")
    lines += forward(page, text, cls)
    return lines


def listed(names: list[str]) -> str:
    """A tuple of names, as one writes it."""
    return "(" + ", ".join(f'"{name}"' for name in names) + ("," if len(names) == 1 else "") + ")"


def takes_inplace(cls: str) -> bool:
    return "inplace" in inspect.signature(getattr(torch.nn, cls).__init__).parameters


def rendered(parameter: inspect.Parameter) -> str:
    annotations = {"device": "torch.device | str | None", "dtype": "torch.dtype | None"}
    annotation = parameter.annotation
    if annotation is inspect.Parameter.empty:
        annotation = annotations[parameter.name]
    elif not isinstance(annotation, str):
        annotation = (
            getattr(annotation, "__name__", None)
            if isinstance(annotation, type)
            else str(annotation)
        )
    text = f"{parameter.name}: {annotation}"
    if parameter.default is not inspect.Parameter.empty:
        text += f" = {parameter.default!r}"
    return text


def forward(page: dict, text: str, cls: str | None) -> list[str]:
    name = page["name"]
    values = []
    for parameter in names_in(text):
        if parameter in ("dtype", "seed", "other"):
            continue
        if parameter == "dim" and cls in ("Softmax", "LogSoftmax", "Softmin"):
            values.append(f'dim=implicit_dim(self.dim, input, "{cls}")')
        elif parameter == "training":
            values.append("training=self.training")
        elif parameter == "inplace" and cls and not takes_inplace(cls):
            continue
        else:
            values.append(f"{parameter}=self.{parameter}")
    other = ", other: Tensor | None = None" if page["kind"] == "gated" else ""
    if other:
        values.insert(0, "other=other")
    arguments = ", ".join(["input", *values, "save=self.save"])
    call = f"        return _functions.{name}({arguments})\n"
    if len(call) > WIDTH:
        call = f"        return _functions.{name}(\n            {arguments}\n        )\n"
    return [f"    def forward(self, input: Tensor{other}) -> Tensor:\n", call]


def files() -> dict[Path, str]:
    return {
        HERE / "torch" / "_functions.py": torch_functions(),
        HERE / "torch" / "_modules.py": torch_modules(),
        HERE / "jax" / "_functions.py": jax_functions(),
    }


# Functions of JAX whose parameters are not the book's: the parameters, and the body.
JAX_FUNCTIONS = {
    "prelu": (
        "weight: ArrayLike",
        ['return _prelu(checked("prelu", x), checked("prelu", weight))'],
    ),
    "rrelu": (
        "lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, *, seed: ArrayLike | None = None",
        [
            'seeds = seed_of("rrelu", seed) if training else ()',
            'return apply("rrelu", x, seeds, lower=lower, upper=upper, training=training)',
        ],
    ),
    "gumbel_softmax": (
        "axis: int = -1, *, temperature: float = 1.0, hard: bool = False, seed: ArrayLike",
        [
            'seeds = seed_of("gumbel_softmax", seed)',
            'return apply_rows("gumbel_softmax", x, axis, seeds, temperature=temperature, hard=hard)',
        ],
    ),
    "logsumexp": (
        "axis: int = -1, keepdims: bool = False",
        ['y = apply_rows("logsumexp", x, axis)', "return y if keepdims else y.squeeze(axis)"],
    ),
    "softmax2d": ("", ['return apply("softmax2d", x)']),
}

JAX_MEANINGS = {
    "axis": "the axis to work along; -1 is the last",
    "keepdims": "keep the axis, with length 1",
    "other": MEANINGS["other"].replace("tensor", "array"),
    "seed": "what is drawn from: a whole number, or a key of ``jax.random``",
    "weight": MEANINGS["weight"],
}


def jax_signature(page: dict) -> tuple[str, list[str]]:
    """What comes after `x`, and the body."""
    name = page["name"]
    if name in JAX_FUNCTIONS:
        return JAX_FUNCTIONS[name]
    own = parameters(page, torch_like=False)
    numbers = [f"{n}: {t} = {d}" for n, t, d, _ in own if n != "axis"]
    handed = "".join(f", {n}={n}" for n, *_ in own if n != "axis")
    if page["kind"] == "element":
        return ", ".join(numbers), [f'return apply("{name}", x{handed})']
    more = ["*", *numbers] if numbers else []
    if page["kind"] == "axis":
        return ", ".join(["axis: int = -1", *more]), [
            f'return apply_rows("{name}", x, axis{handed})'
        ]
    before = ["other: ArrayLike | None = None", "*", "axis: int = -1", *numbers]
    if name == "glu":
        before = ["axis: int = -1", "*", "other: ArrayLike | None = None"]
    return ", ".join(before), [f'return apply_gated("{name}", x, other, axis{handed})']


def jax_docstring(page: dict, text: str) -> list[str]:
    meanings = {p["name"]: p["meaning"] for p in page["parameters"]} | JAX_MEANINGS
    name, x = page["name"], example(page)
    lines = [title(page), ""]
    lines += story(page)
    lines += ["    Parameters", "    ----------"]
    lines += entry("x", "array_like", "of float32, float64, float16 or bfloat16, of any shape")
    for parameter, type_ in types_in(text).items():
        lines += entry(parameter, type_, meanings[parameter])
    lines += ["", "    Returns", "    -------", "    jax.Array"]
    if page["kind"] == "gated":
        lines += [
            wrapped(
                "Of the input's element type; half as long along ``axis``, or of the shape of both arrays.",
                8,
            )
        ]
    elif name == "logsumexp":
        lines += [
            wrapped(
                "Of the input's element type, without the axis, or with length 1 there if ``keepdims``.",
                8,
            )
        ]
    else:
        lines += [wrapped("Of the input's element type and shape.", 8)]
    lines += [
        "",
        *references(page),
        "",
        "    Examples",
        "    --------",
        "    >>> import jax.numpy as jnp, ogive.jax",
    ]
    named = {
        p["name"]: -1 for p in page["parameters"] if p["name"] == "axis" and p["default"] is None
    }
    call = ""
    if name == "gumbel_softmax":
        call, named["seed"] = ", seed=1", 1
    if name == "prelu":
        call = ", 0.25"
    y = _core.Function(name, **named).forward(x)
    y = y[0] if name == "logsumexp" else y
    lines += [f"    >>> ogive.jax.{name}(jnp.array({x.tolist()}){call})"]
    lines += [shown(jnp.asarray(y)), '    """']
    return lines


def jax_aliases(page: dict) -> list[str]:
    """JAX's names for the function that are not the book's, and the book's other names."""
    found = list(page["aliases"])
    for name in page["names"]:
        plain = name["name"].isidentifier() and not name["note"].startswith("with ")
        if name["ecosystem"] == "JAX" and plain and name["name"] not in found:
            found.append(name["name"])
    return [name for name in found if name != page["name"]]


def jax_functions() -> str:
    lines = [
        HEAD.format(title="The functions of the book, of arrays of JAX."),
        "from __future__ import annotations\n\n",
        "from jax import Array\nfrom jax.typing import ArrayLike\n\n",
        "from ._adapter import apply, apply_gated, apply_rows, checked, seed_of\n",
        "from ._adapter import prelu as _prelu\n",
    ]
    names = []
    for page in pages():
        name = page["name"]
        text, body = jax_signature(page)
        middle = f", {text}" if text else ""
        lines.append("\n\n" + definition(f"def {name}(x: ArrayLike{middle}) -> Array:") + "\n")
        lines.append("\n".join(jax_docstring(page, text)) + "\n")
        lines.append("".join(f"    {line}\n" for line in body))
        names += named_again(lines, name, jax_aliases(page))
    lines.append("\n\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n")
    return "".join(lines)


def named_again(lines: list[str], name: str, others: list[str]) -> list[str]:
    """Writes the other names of a function; gives all of its names."""
    if others:
        lines.append("\n\n" + "".join(f"{other} = {name}\n" for other in others))
    return [name, *others]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    stale = []
    for path, text in files().items():
        if check:
            if not path.exists() or path.read_text() != text:
                stale.append(path)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    for path in stale:
        print(
            f"{path} is not what the book gives; run python {Path(__file__).name}", file=sys.stderr
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
