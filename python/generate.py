"""Writes the modules and documents that follow from the book: run it where the package is built.

    python python/generate.py            writes them
    python python/generate.py --check    fails if they are not what the book gives
"""

import argparse
import contextlib
import importlib
import importlib.util
import io
import pathlib
import sys
import textwrap
import types

import numpy

HERE = pathlib.Path(__file__).resolve().parent

# The package without its generated modules, which may be stale, or not there yet: those that are made here
# take their place. The package that is installed, not the folder beside this script.
del sys.path[0]
installed = importlib.util.find_spec("ogive")
if installed is None:
    sys.exit("ogive is not installed here: pip install ./python, or maturin develop in python/")
ogive = types.ModuleType("ogive")
ogive.__path__ = installed.submodule_search_locations
sys.modules["ogive"] = ogive
_core = importlib.import_module("ogive._core")

BOOK = _core.book()
COMMAND = "python/generate.py makes it from the book"

HEADER = '''"""{title}

Not written by hand: {command}.
"""

from __future__ import annotations

{imports}
if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

'''

TITLES = {"element": "Element by element", "axis": "Over an axis", "gated": "Gated"}


class Parameter:
    """A parameter of a function here."""

    def __init__(self, page, name, default, meaning):
        self.name, self.default, self.meaning = name, default, meaning
        value = page["arguments"].get(name)
        if default in ("true", "false"):
            self.type, self.literal = "bool", default.capitalize()
        elif "whole number" in meaning or name == "axis":
            self.type, self.literal = "int", default
        elif "for each channel" in meaning:
            self.type, self.literal = "ArrayLike", repr(value)
        else:
            self.type, self.literal = "float", literal(default)

    @property
    def declared(self):
        return f"{self.name}: {self.type} = {self.literal}"

    def documented(self):
        return f"{self.name} : {self.type}, default {self.literal}", f"{sentence(self.meaning)}"


def literal(default):
    if default == "inf":
        return "inf"
    if "/" in default:
        return " / ".join(default.split("/"))
    return repr(float(default))


def sentence(text):
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


class Page:
    """A page of the book, and what its functions look like here."""

    def __init__(self, page):
        self.page = page
        self.name, self.kind = page["name"], page["kind"]
        self.masked = any(p["name"] == "masked" for p in page["parameters"])
        self.learned = LEARNED[self.name]
        arguments = page["arguments"]
        # What is required, and set by default all the same, stands for the others: prelu's weight.
        instead = any(
            p["default"] is None and p["name"] in arguments and p["name"] != "axis"
            for p in page["parameters"]
        )
        self.parameters = []
        for p in page["parameters"]:
            if p["name"] == "masked" or (instead and p["name"] not in arguments):
                continue
            default = p["default"]
            if default is None:
                default = "-1" if p["name"] == "axis" else repr(arguments[p["name"]])
            self.parameters.append(Parameter(page, p["name"], default, p["meaning"]))

    def split(self):
        """The parameters that may be given by position, and those by name alone."""
        by_name = {"element": lambda p: p.name == "seed", "axis": lambda p: p.name != "axis"}
        alone = by_name.get(self.kind, lambda p: True)
        return [p for p in self.parameters if not alone(p)], [p for p in self.parameters if alone(p)]

    @property
    def maker(self):
        """What makes the function: the function itself, or its page."""
        names = [p.name for p in self.parameters] + ["masked"] * self.masked
        if not names:
            return f'_{self.name} = Function("{self.name}")'
        return f"_{self.name} = Page({', '.join(repr(n) for n in [self.name, *names])})".replace("'", '"')

    @property
    def made(self):
        names = [p.name for p in self.parameters] + ["mask is not None"] * self.masked
        return f"_{self.name}({', '.join(names)})" if names else f"_{self.name}"

    def signature(self, gradient):
        position, alone = self.split()
        first = ["x: ArrayLike"] + ["g: ArrayLike"] * gradient
        if self.kind == "gated":
            first.append("b: ArrayLike | None = None")
        named = [p.declared for p in alone]
        if self.masked:
            named.append("mask: ArrayLike | None = None")
        if gradient and self.learned:
            named.append("parameters: bool = False")
        named.append("out: NDArray[Any] | None = None")
        result = "NDArray[Any]"
        if gradient and (self.learned or self.kind == "gated"):
            result = "Any"
        return f"{', '.join(first + [p.declared for p in position] + ['*'] + named)}", result

    def body(self, gradient):
        made = self.made
        if not gradient:
            if self.masked:
                return [
                    f"function = {made}",
                    "if mask is not None:",
                    "    return masked_rows(function, x, mask, out)",
                    "return function.forward(x, out)",
                ]
            if self.kind == "gated":
                return [
                    "if b is not None:",
                    f"    return {made}.forward_pair(x, b, out)",
                    f"return {made}.forward(x, out)",
                ]
            return [f"return {made}.forward(x, out)"]
        if self.masked:
            return [
                "if mask is not None:",
                "    x = masked_scores(x, mask)",
                f"return {made}.backward(x, g, out)",
            ]
        if self.kind == "gated":
            return [
                "if b is None:",
                f"    return {made}.backward(x, g, out)",
                "if out is not None:",
                f'    raise TypeError("{self.name}: out and two arrays; expected one of them, as there are two gradients")',
                f"return {made}.backward_pair(x, b, g)",
            ]
        if self.learned:
            return [
                f"function = {made}",
                "gradient = function.backward(x, g, out)",
                "return (gradient, function.parameter_gradients(x, g)) if parameters else gradient",
            ]
        return [f"return {made}.backward(x, g, out)"]

    def definition(self, gradient=False):
        signature, result = self.signature(gradient)
        lines = [f"def {self.name}({signature}) -> {result}:"]
        if len(lines[0]) > 100:
            # One parameter a line.
            parts = split_commas(signature)
            lines = [f"def {self.name}(", *(f"    {part}," for part in parts), f") -> {result}:"]
        text = textwrap.indent(self.docstring(gradient), "    ", lambda line: line.strip() != "")
        lines.append(f'    """{text.strip()}\n    """')
        lines += [f"    {line}" for line in self.body(gradient)]
        return "\n".join(lines)

    # The page as a docstring.

    def docstring(self, gradient):
        page, parts = self.page, []
        if gradient:
            summary = f"The gradient of ``ogive.{self.name}`` by its input, for the gradient ``g`` by its output."
            parts.append(f"{page['derivative']}\n")
        else:
            summary = page["formula"]
            parts.append(f"{page['derivative']}\n")
            told = (("Good at", page["good"]), ("Bad at", page["bad"]), ("Hard to compute", page["hard"]))
            parts.append("\n".join(wrapped(f"{what}: {text}.") for what, text in told if text) + "\n")
        parts.append(self.documented_parameters(gradient))
        parts.append(self.documented_result(gradient))
        parts.append(section("Raises", self.raised(gradient)))
        if gradient:
            parts.append(self.notes_of_gradient())
        else:
            parts.append(self.notes())
            if page["origin"]:
                text = "\n\n".join(wrapped(f"{r['text']}.") + f"\n{r['url']}" for r in page["origin"])
                parts.append(f"References\n----------\n{text}\n")
        if hasattr(ogive, "grad"):
            parts.append(f"Examples\n--------\n{self.example(gradient)}")
        return f"{wrapped(summary)}\n\n" + "\n".join(part for part in parts if part)

    def documented_parameters(self, gradient):
        position, alone = self.split()
        shape = "its two halves along ``axis`` are a and b" if self.kind == "gated" else "of any shape and layout"
        items = [("x : array_like", f"The input, {shape}: float16, float32, float64 or bfloat16. Whole numbers "
                  "become floats, as in NumPy's own functions.")]
        if self.kind == "gated":
            items[0] = ("x : array_like", f"The input, of float16, float32, float64 or bfloat16: {shape}. With "
                        "``b``, it is a alone.")
        if gradient:
            items.append(("g : array_like", "The gradient by the output, of its shape; a number stands for as many."))
        if self.kind == "gated":
            items.append(("b : array_like, optional", "The second array, of the shape of x."))
        items += [p.documented() for p in position + alone]
        if self.masked:
            items.append(("mask : array_like, optional", "True for the elements that take part, or numbers that are "
                          "added to x, such as 0 and −∞; it broadcasts to the shape of x. What is masked gets "
                          f"{'no gradient' if gradient else 'what −∞ gets'}, and so does a row in which all is."))
        if gradient and self.learned:
            learned = " and ".join(f"``{name}``" for name in self.learned)
            items.append(("parameters : bool, default False", f"Also give the gradients by {learned}."))
        of = "x" if gradient else "the result"
        itself = "``x`` or ``g`` itself" if gradient else "``x`` itself"
        if not gradient and self.kind == "gated":
            itself = "``x`` itself if ``b`` is given"
        if not gradient and self.reduces():
            itself = None
        items.append(("out : ndarray, optional", f"Where the {'gradient' if gradient else 'result'} goes: an array of the shape and "
                      f"element type of {of}." + (f" It may be {itself}." if itself else "")))
        return section("Parameters", items)

    def reduces(self):
        function = made_by_default(self)
        return self.kind == "axis" and function.output_shape((4, 4, 4)) != (4, 4, 4)

    def documented_result(self, gradient):
        if gradient and self.kind == "gated":
            return section("Returns", [("ndarray, or a pair of them", "The gradient by x; with ``b``, those by x and b.")])
        what = "the shape, element type and memory order of x"
        if not gradient and self.kind == "gated":
            what = "the element type of x, and half as long along ``axis``; with ``b``, of the shape of x"
        elif not gradient and self.reduces():
            what = "the element type of x, with length 1 along ``axis``"
        items = [("ndarray", f"Of {what}; for a scalar, a scalar.")]
        if gradient and self.learned:
            items = [("ndarray, or (ndarray, dict)", f"Of {what}; if asked for, beside a dict with a float64 array for "
                      "each learned parameter.")]
        return section("Returns", items)

    def raised(self, gradient):
        items = [("TypeError", "If x is of complex numbers, objects or text, or out of another type than the result.")]
        value = ["if out is of another shape, read-only, or overlaps an input without being it"]
        if self.parameters:
            value.insert(0, "if a parameter is refused")
        if gradient or self.kind == "gated":
            value.append("if the shapes of the arrays differ")
        items.append(("ValueError", sentence(", or ".join([value[0], *value[1:]]))))
        if any(p.name == "axis" for p in self.parameters):
            items.append(("numpy.exceptions.AxisError", "If x has no such axis; it is a ValueError, too."))
        return items

    def notes(self):
        page = self.page
        value, slope = page["claim"]
        error = f"The error is at most {value:g} ulp in float32"
        if self.kind == "element":
            if slope is not None:
                error += f" and that of the slope {slope:g}" if slope else " and the slope is exact"
            error += "; it is below 1 ulp in float64, and float16 and bfloat16 are correctly rounded"
        lines = [wrapped(f"{error}. The bits are the same on every machine, in every layout and any number of threads.")]
        if page["has_gradient"]:
            lines.append(wrapped(f"For the gradient, what has to be kept is {page['keeps']}."))
        else:
            lines.append(wrapped("It has no gradient."))
        known = [f"``{alias}``" for alias in page["aliases"]]
        theirs = {}
        for name in page["names"]:
            defaults = f" ({name['defaults']})" if name["defaults"] else ""
            theirs.setdefault(name["ecosystem"], []).append(f"{name['name']}{defaults}")
        if known:
            lines.append(wrapped(f"Also called {', '.join(known)}."))
        if theirs:
            others = "; ".join(f"{whose}: {', '.join(names)}" for whose, names in theirs.items())
            lines.append(wrapped(f"Elsewhere: {others}."))
        return "Notes\n-----\n" + "\n\n".join(lines) + "\n"

    def notes_of_gradient(self):
        return "Notes\n-----\n" + wrapped(
            "Where the slope is 0, the gradient is 0, whatever comes in; NaN gives NaN. Accuracy and origin: "
            f"``help(ogive.{self.name})``."
        ) + "\n"

    def example(self, gradient):
        lines = ["import numpy as np, ogive"]
        if self.kind == "element":
            lines.append('x = np.array([-2.0, -0.5, 0.5, 2.0], "float32")')
        elif self.name in THREE_DIMENSIONAL:
            lines.append('x = np.array([[[1.0]], [[2.0]], [[4.0]]], "float32")')
        else:
            lines.append('x = np.array([[1.0, 2.0, 3.0, 4.0]], "float32")')
        call = f"ogive.{self.name}(x)"
        if gradient:
            g = "1.0"
            if self.kind == "axis" and not self.reduces():
                lines.append("g = np.zeros_like(x); g[0] = 1")
                if self.name not in THREE_DIMENSIONAL:
                    lines[-1] = "g = np.zeros_like(x); g[0, 0] = 1"
                g = "g"
            call = f"ogive.grad.{self.name}(x, {g})"
        lines.append(call + ".ravel()" * (self.name in THREE_DIMENSIONAL))
        if not gradient and self.kind == "gated":
            lines.append(f"ogive.{self.name}(x[:, :2], x[:, 2:])")
        if gradient and self.learned:
            lines.append(f"ogive.grad.{self.name}(x, {g}, parameters=True)[1]")
        return "\n".join(shown(lines))


def shown(lines):
    """The lines as an interactive session."""
    space = {}
    for line in lines:
        yield f">>> {line}"
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(line, "example", "single"), space)
        if out.getvalue():
            yield out.getvalue().rstrip()


def made_by_default(page):
    arguments = {p.name: -1 for p in page.parameters if p.name == "axis"}
    return _core.Function(page.name, **arguments)


def learned_parameters(page):
    """The names of those parameters that have gradients."""
    if page["kind"] != "element" or not page["has_gradient"]:
        return []
    x = numpy.ones(1, "float32")
    return list(_core.Function(page["name"]).parameter_gradients(x, x))


LEARNED = {page["name"]: learned_parameters(page) for page in BOOK}


def is_three_dimensional(page):
    if page["kind"] != "axis":
        return False
    try:
        _core.Function(page["name"], **({"axis": -1} if page["parameters"] else {})).output_shape((1, 4))
    except ValueError:
        return True
    return False


THREE_DIMENSIONAL = {page["name"] for page in BOOK if is_three_dimensional(page)}


def split_commas(text):
    parts, depth, part = [], 0, ""
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += character
    return [*parts, part.strip()]


def wrapped(text):
    return textwrap.fill(text, 92, break_on_hyphens=False, break_long_words=False)


def section(title, items):
    lines = [title, "-" * len(title)]
    for head, text in items:
        lines.append(head)
        lines.append(textwrap.indent(textwrap.fill(text, 88, break_on_hyphens=False), "    "))
    return "\n".join(lines) + "\n"


def functions_module(pages):
    uses_inf = any(p.literal == "inf" for page in pages for p in page.parameters)
    imports = ["from math import inf"] * uses_inf
    imports += ["from typing import TYPE_CHECKING, Any", "", "from ogive._arrays import masked_rows"]
    imports += ["from ogive._core import Function, Page", ""]
    text = HEADER.format(
        title="The functions of the book.", command=COMMAND, imports="\n".join(imports)
    )
    text += "\n".join(page.maker for page in pages) + "\n"
    names = []
    for page in pages:
        text += f"\n\n{page.definition()}\n"
        names.append(page.name)
        for alias in page.page["aliases"]:
            names.append(alias)
        if page.page["aliases"]:
            text += "\n\n" + "\n".join(f"{alias} = {page.name}" for alias in page.page["aliases"]) + "\n"
    return text + exported(names)


def gradients_module(pages):
    pages = [page for page in pages if page.page["has_gradient"]]
    uses_inf = any(p.literal == "inf" for page in pages for p in page.parameters)
    imports = ["from math import inf"] * uses_inf
    imports += ["from typing import TYPE_CHECKING, Any", "", "from ogive._arrays import masked_scores"]
    imports += ["from ogive._functions import ("]
    imports += [f"    _{page.name}," for page in pages] + [")", ""]
    text = HEADER.format(
        title="The gradients of the functions of the book, under the same names.\n\n"
        "``ogive.grad.gelu(x, g)`` is the gradient by the input ``x`` of ``ogive.gelu(x)``, for the gradient\n"
        "``g`` by its output.",
        command=COMMAND,
        imports="\n".join(imports),
    )
    names = []
    for page in pages:
        text += f"\n\n{page.definition(gradient=True)}\n"
        names += [page.name, *page.page["aliases"]]
        if page.page["aliases"]:
            text += "\n\n" + "\n".join(f"{alias} = {page.name}" for alias in page.page["aliases"]) + "\n"
    return text + exported(names)


def exported(names):
    return "\n\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(names)) + "]\n"


def migration(pages):
    """docs/python.md: its text is python/migration.md, and its tables come from the book."""
    text = (HERE / "migration.md").read_text(encoding="utf-8")
    for key, ecosystem, module in (("pytorch", "PyTorch", "torch"), ("jax", "JAX", "jax.nn"),
                                   ("keras", "Keras", "keras.activations"), ("onnx", "ONNX", "onnx"),
                                   ("hugging-face", "Hugging Face", "ACT2FN")):
        rows = [f"| {ecosystem} | ogive | what differs |", "| --- | --- | --- |"]
        for page in pages:
            alike = {}
            for name in page.page["names"]:
                if name["ecosystem"] == ecosystem:
                    alike.setdefault((name["defaults"], name["note"]), []).append(name["name"])
            for (defaults, note), names in alike.items():
                said = [called(page, defaults)]
                said += [f"ogive.{name}" for name in names if name.startswith("nn.")]
                theirs, ours = (", ".join(f"`{name}`" for name in column) for column in (names, said))
                rows.append(f"| {theirs} | {ours} | {note.replace('|', chr(92) + '|')} |")
        marker = f"<!-- table: {key} -->"
        if marker not in text:
            raise SystemExit(f"migration.md has no line {marker}")
        text = text.replace(marker, "\n".join(rows))
    return text


def called(page, defaults):
    """The call that gives the same here, with those arguments that are not our defaults."""
    axis = [] if "axis" in defaults else [f"{p.name}=-1" for p in page.parameters if p.name == "axis"]
    given = ", ".join([defaults] * bool(defaults) + axis)
    arguments = _core.parse(f"{page.name}({given})").arguments
    differ = [
        f"{key}={value!r}" for key, value in arguments.items() if value != page.page["arguments"].get(key)
    ]
    return f"ogive.{page.name}({', '.join(['x', *differ])})"


def load(name, text):
    """Makes a module of the package from its text."""
    module = types.ModuleType(f"ogive.{name}")
    sys.modules[module.__name__] = module
    exec(compile(text, name, "exec"), vars(module))
    setattr(ogive, name, module)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="fail if a file is not what the book gives")
    check = options.parse_args().check
    pages = [Page(page) for page in BOOK]
    for name, text in (("_functions", functions_module(pages)), ("grad", gradients_module(pages))):
        load(name, text)
    vars(ogive).update({name: getattr(ogive._functions, name) for name in ogive._functions.__all__})
    # Once more, with examples.
    files = {
        HERE / "ogive" / "_functions.py": functions_module(pages),
        HERE / "ogive" / "grad.py": gradients_module(pages),
        HERE.parent / "docs" / "python.md": migration(pages),
    }
    stale = []
    for path, text in files.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(HERE.parent))
        if not check:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {stale[-1]}")
    if check and stale:
        sys.exit(f"stale: {', '.join(map(str, stale))}; python python/generate.py writes them anew")


if __name__ == "__main__":
    main()
