#!/usr/bin/env python3
"""Measures what PyTorch keeps of its activation functions' forward passes for their backward passes.

Run with a Python that has PyTorch, from anywhere:

    python docs/memory/measure.py

It writes `pytorch.json` beside itself, which `docs/memory.md` is made from. Which functions there are, and what PyTorch
calls them, is read from `docs/functions.md`. Functions run on the CPU, compiled by nothing, in training mode.
"""

import json
import pathlib
import re

import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent

#: Arguments that PyTorch has no defaults for.
REQUIRED = {
    "threshold": (0.0, 0.0),
    "softmax": (-1,),
    "log_softmax": (-1,),
    "softmin": (-1,),
    "logsumexp": (-1,),
}

#: What PyTorch has under the name of another function, and what its users write of several.
WRITTEN = {
    "gelu_tanh": "F.gelu(x, approximate='tanh')",
    "quick_gelu": "x * torch.sigmoid(1.702 * x)",
    "relu_squared": "F.relu(x).square()",
    "swiglu": "F.silu(a) * b",
    "geglu": "F.gelu(a) * b",
    "geglu_tanh": "F.gelu(a, approximate='tanh') * b",
    "reglu": "F.relu(a) * b",
}

#: Elements of the input, a multiple of what any layer wants of its shape.
SHAPE = (4, 8, 16, 64)


def names():
    """Each function of the book with PyTorch's first name for it, or an empty string."""
    text = (HERE.parent / "functions.md").read_text("utf-8")
    for chapter in text.split("\n## ")[1:]:
        for line in chapter.splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if len(cells) == 7 and cells[0].startswith("`"):
                name, theirs = (re.findall("`([^`]+)`", cells[i]) for i in (0, 2))
                yield name[0], theirs[0] if theirs else ""


def call(name, theirs):
    """The call as text, and as a function."""
    if name in WRITTEN:
        text = WRITTEN[name]
        halves = "a, b = x.chunk(2, -1)\n" if re.search(r"\ba\b", text) else ""

        def run(x):
            known = {"F": F, "torch": torch, "x": x}
            exec(f"{halves}y = {text}", known)
            return known["y"]

        return text, run
    arguments = REQUIRED.get(name, ())
    written = ", ".join(map(str, arguments))
    module, _, short = theirs.rpartition(".")
    if module == "nn":
        layer = getattr(torch.nn, short)(*arguments)
        return f"nn.{short}({written})", layer
    function = getattr(F if module == "F" else torch, short)
    comma = ", " if arguments else ""
    text = f"{theirs if module else 'torch.' + short}(x{comma}{written})"
    return text, lambda x: function(x, *arguments)


def memory(tensor):
    return tensor.untyped_storage().data_ptr()


def kept(run, dtype):
    """The bytes for each element of the input, each memory once: of the input, of the output, of anything more."""
    torch.manual_seed(0)
    x = torch.randn(SHAPE, dtype=dtype, requires_grad=True)
    saved = {}

    def pack(tensor):
        saved[memory(tensor)] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = run(x)
    if not y.requires_grad:
        raise SystemExit(f"{run}: no gradient")
    sizes = {"input": saved.pop(memory(x), 0), "output": saved.pop(memory(y), 0)}
    # Weights are there in any case.
    for weight in getattr(run, "parameters", tuple)():
        saved.pop(memory(weight), None)
    sizes["more"] = sum(saved.values())
    return {what: size / x.numel() for what, size in sizes.items() if size}


def cast(run, dtype):
    """A layer with weights has them in the element type of its input."""
    return run.to(dtype) if isinstance(run, torch.nn.Module) else run


def main():
    functions = {}
    for name, theirs in names():
        if not theirs and name not in WRITTEN:
            continue
        text, run = call(name, theirs)
        functions[name] = {"call": text} | {
            label: kept(cast(run, dtype), dtype)
            for label, dtype in (("f32", torch.float32), ("bf16", torch.bfloat16))
        }
    result = {"torch": torch.__version__.split("+")[0], "shape": SHAPE, "functions": functions}
    lines = json.dumps(result, indent=1, ensure_ascii=False)
    (HERE / "pytorch.json").write_text(lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
