#!/usr/bin/env python3
"""Results of a Python library's activation function, as raw numbers.

    produce.py PEER FUNCTION [PART] [--dtype D] [--every K]   a function of one number
    produce.py PEER FUNCTION --rows R --columns C             a function of a row
    produce.py --list                                         what there is, as JSON
    produce.py --versions                                     the peers' versions, as JSON

The results of a function of one number go to standard output, little-endian,
one for each input bit pattern 0, K, 2K, ... of the type, NaN among them. PART is
`value`, or `slope`: the gradient for an upstream gradient of ones. A function of
a row reads its scores (f32, row-major) from standard input.
"""

import argparse
import json
import os
import signal
import sys

THREADS = 2
BLOCK = 1 << 22  # inputs in one call of the peer: large enough for its vector loops and threads

BITS = {"f32": 32, "f64": 64, "f16": 16, "bf16": 16}
ALL = ("f32", "f64", "f16", "bf16")
NO_HALVES = ("f32", "f64")
NO_BF16 = ("f32", "f64", "f16")
NO_F64 = ("f32", "f16")

ROWS = ("softmax", "log_softmax")

# The tables below are what is measured: ogive's name of a function, and the call
# of the peer, as it is evaluated. They have PyTorch's parameters. Where a peer
# gives a function another name or other defaults, the call says so.

TORCH = {
    "sigmoid": "torch.sigmoid(x)",
    "tanh": "torch.tanh(x)",
    "relu": "F.relu(x)",
    "relu6": "F.relu6(x)",
    "leaky_relu": "F.leaky_relu(x)",
    "prelu": "F.prelu(x, torch.tensor([0.25], dtype=x.dtype))",
    "rrelu": "F.rrelu(x)",
    "threshold(0.1, 20)": "F.threshold(x, 0.1, 20)",
    "hardtanh": "F.hardtanh(x)",
    "hardsigmoid": "F.hardsigmoid(x)",
    "hardswish": "F.hardswish(x)",
    "log_sigmoid": "F.logsigmoid(x)",
    "softplus": "F.softplus(x)",
    "softsign": "F.softsign(x)",
    "elu": "F.elu(x)",
    "celu": "F.celu(x)",
    "selu": "F.selu(x)",
    "gelu": "F.gelu(x)",
    "gelu_tanh": "F.gelu(x, approximate='tanh')",
    "silu": "F.silu(x)",
    "mish": "F.mish(x)",
    "hardshrink": "F.hardshrink(x)",
    "softshrink": "F.softshrink(x)",
    "tanhshrink": "F.tanhshrink(x)",
    "exponential": "torch.exp(x)",
    "softmax": "F.softmax(x, dim=-1)",
    "log_softmax": "F.log_softmax(x, dim=-1)",
}

JAX = {
    "sigmoid": "nn.sigmoid(x)",
    "tanh": "nn.tanh(x)",
    "relu": "nn.relu(x)",
    "relu6": "nn.relu6(x)",
    "leaky_relu": "nn.leaky_relu(x)",
    "hardtanh": "nn.hard_tanh(x)",
    "hardsigmoid": "nn.hard_sigmoid(x)",
    "hardswish": "nn.hard_silu(x)",
    "log_sigmoid": "nn.log_sigmoid(x)",
    "softplus": "nn.softplus(x)",
    "softsign": "nn.soft_sign(x)",
    "elu": "nn.elu(x)",
    "celu": "nn.celu(x)",
    "selu": "nn.selu(x)",
    "gelu": "nn.gelu(x, approximate=False)",
    "gelu_tanh": "nn.gelu(x)",
    "silu": "nn.silu(x)",
    "mish": "nn.mish(x)",
    "squareplus": "nn.squareplus(x)",
    "sparse_plus": "nn.sparse_plus(x)",
    "sparse_sigmoid": "nn.sparse_sigmoid(x)",
    "exponential": "jnp.exp(x)",
    "log1mexp": "nn.log1mexp(x)",
    "softmax": "nn.softmax(x)",
    "log_softmax": "nn.log_softmax(x)",
}

# ONNX operators, each the one node of a model, and the types that ONNX Runtime
# has them in. It computes f16 in f32 and rounds.
ONNXRUNTIME = {
    "sigmoid": ("Sigmoid (x)", NO_BF16),
    "tanh": ("Tanh (x)", NO_BF16),
    "relu": ("Relu (x)", NO_BF16),
    "relu6": ("Clip (x, zero, six)", NO_BF16),
    "leaky_relu": ("LeakyRelu (x)", NO_F64),
    "prelu": ("PRelu (x, quarter)", NO_F64),
    "thresholded_relu": ("ThresholdedRelu (x)", NO_F64),
    "hardtanh": ("Clip (x, minus_one, one)", NO_BF16),
    "hardsigmoid": ("HardSigmoid <alpha = 0.16666667> (x)", NO_F64),
    "hardswish": ("HardSwish (x)", NO_F64),
    "softplus": ("Softplus (x)", NO_F64),
    "softsign": ("Softsign (x)", NO_F64),
    "elu": ("Elu (x)", NO_F64),
    "celu": ("Celu (x)", NO_BF16),
    "selu": ("Selu (x)", NO_F64),
    "gelu": ("Gelu (x)", NO_F64),
    "gelu_tanh": ('Gelu <approximate = "tanh"> (x)', NO_BF16),
    "quick_gelu": ("com.microsoft.QuickGelu <alpha = 1.702> (x)", NO_BF16),
    "silu": ("Swish (x)", NO_BF16),
    "mish": ("Mish (x)", NO_F64),
    "hardshrink": ("Shrink <bias = 0.0> (x)", NO_BF16),
    "softshrink": ("Shrink <bias = 0.5> (x)", NO_BF16),
    "exponential": ("Exp (x)", NO_BF16),
    "softmax": ("Softmax (x)", NO_BF16),
    "log_softmax": ("LogSoftmax (x)", NO_BF16),
}
ONNX_CONSTANTS = {"minus_one": -1, "zero": 0, "quarter": 0.25, "one": 1, "six": 6}

# SciPy and NumPy have few activation functions by name. The others here are made
# of theirs, the way that their users write them. Some of SciPy's make f32 of f16.
SCIPY = {
    "sigmoid": ("special.expit(x)", NO_HALVES),
    "tanh": ("np.tanh(x)", NO_BF16),
    "relu": ("np.maximum(x, 0)", NO_BF16),
    "relu6": ("np.clip(x, 0, 6)", NO_BF16),
    "hardtanh": ("np.clip(x, -1, 1)", NO_BF16),
    "log_sigmoid": ("special.log_expit(x)", NO_HALVES),
    "softplus": ("special.softplus(x)", NO_BF16),
    "softsign": ("x / (1 + np.abs(x))", NO_BF16),
    "elu": ("np.where(x > 0, x, np.expm1(x))", NO_BF16),
    "gelu": ("x * special.ndtr(x)", NO_HALVES),
    "silu": ("x * special.expit(x)", NO_HALVES),
    "mish": ("x * np.tanh(special.softplus(x))", NO_BF16),
    "tanhshrink": ("x - np.tanh(x)", NO_BF16),
    "exponential": ("np.exp(x)", NO_BF16),
    "softmax": ("special.softmax(x, axis=-1)", NO_BF16),
    "log_softmax": ("special.log_softmax(x, axis=-1)", NO_BF16),
}

# Each of these takes a call, a part and a type, and makes a function from a NumPy
# array of inputs to one of results, of the same type.


def torch(call, part, dtype):
    import numpy as np
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(THREADS)
    function = eval(f"lambda x: {call}", {"torch": torch, "F": F})
    kind = {
        "f32": torch.float32,
        "f64": torch.float64,
        "f16": torch.float16,
        "bf16": torch.bfloat16,
    }[dtype]
    bits = {16: np.int16, 32: np.int32, 64: np.int64}[BITS[dtype]]

    # By way of integers, because NumPy and PyTorch do not know each other's bfloat16.
    def into(x):
        return torch.from_numpy(x.view(bits)).view(kind)

    def back(y, like):
        assert y.dtype == kind, f"{y.dtype} for {kind}"
        return y.view({16: torch.int16, 32: torch.int32, 64: torch.int64}[BITS[dtype]]).numpy()

    def value(x):
        with torch.inference_mode():
            return back(function(into(x)), x)

    def slope(x):
        leaf = into(x).requires_grad_()
        result = function(leaf)
        result.backward(torch.ones_like(result))
        return back(leaf.grad, x)

    return value if part == "value" else slope


def jax(call, part, dtype):
    import jax
    import jax.numpy as jnp
    import numpy as np

    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", dtype == "f64")
    function = eval(f"lambda x: {call}", {"nn": jax.nn, "jnp": jnp})

    def slope(x):
        result, pull = jax.vjp(function, x)
        return pull(jnp.ones_like(result))[0]

    compiled = jax.jit(function if part == "value" else slope)
    return lambda x: np.asarray(compiled(x))


def onnxruntime(call, part, dtype):
    import numpy as np
    import onnx
    import onnx.parser
    import onnxruntime as ort

    node = onnx.parser.parse_node(f"y = {call}")
    kind = onnx.helper.np_dtype_to_tensor_dtype(numpy_type(dtype))
    constants = [
        onnx.numpy_helper.from_array(np.array(value, numpy_type(dtype)), name)
        for name, value in ONNX_CONSTANTS.items()
        if name in node.input
    ]
    shape = ["rows", "columns"] if node.op_type.endswith("Softmax") else ["inputs"]
    graph = onnx.helper.make_graph(
        [node],
        "one_node",
        [onnx.helper.make_tensor_value_info("x", kind, shape)],
        [onnx.helper.make_tensor_value_info("y", kind, shape)],
        constants,
    )
    # ONNX Runtime 1.32 replaces Swish by its definition, and only where the model's
    # version is the one that brought Swish in.
    version = 24 if node.op_type == "Swish" else onnx.defs.onnx_opset_version()
    model = onnx.helper.make_model(
        graph,
        opset_imports=[
            onnx.helper.make_opsetid("", version),
            onnx.helper.make_opsetid("com.microsoft", 1),
        ],
    )
    options = ort.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: session.run(["y"], {"x": x})[0]


def scipy(call, part, dtype):
    import numpy as np
    from scipy import special

    function = eval(f"lambda x: {call}", {"np": np, "special": special})

    def value(x):
        with np.errstate(all="ignore"):
            return function(x)

    return value


def numpy_type(dtype):
    import numpy as np

    if dtype == "bf16":
        import ml_dtypes

        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype({"f32": np.float32, "f64": np.float64, "f16": np.float16}[dtype])


BOTH = ("value", "slope")
PEERS = {
    "torch": (torch, BOTH, {name: (call, ALL) for name, call in TORCH.items()}),
    "jax": (jax, BOTH, {name: (call, ALL) for name, call in JAX.items()}),
    "onnxruntime": (onnxruntime, ("value",), ONNXRUNTIME),
    "scipy": (scipy, ("value",), SCIPY),
}


def listing():
    return [
        {
            "peer": peer,
            "function": function,
            "part": part,
            "dtypes": ["f32"] if function in ROWS else list(dtypes),
            "over": "rows" if function in ROWS else "elements",
            "call": call,
        }
        for peer, (_, parts, table) in PEERS.items()
        for function, (call, dtypes) in table.items()
        for part in (parts[:1] if function in ROWS else parts)
    ]


def versions():
    from importlib.metadata import version

    return {
        "torch": version("torch"),
        "jax": version("jax"),
        "onnxruntime": version("onnxruntime"),
        "scipy": f"{version('scipy')}, NumPy {version('numpy')}",
    }


def patterns(dtype, every):
    """All inputs, in blocks."""
    import numpy as np

    bits = BITS[dtype]
    unsigned = np.dtype(f"<u{bits // 8}")
    count = -(-(1 << bits) // every)
    for first in range(0, count, BLOCK):
        indices = np.arange(first, min(first + BLOCK, count), dtype=np.uint64)
        yield (indices * np.uint64(every)).astype(unsigned).view(numpy_type(dtype))


def scores(rows, columns):
    """All rows of standard input, in blocks of whole rows."""
    import numpy as np

    at_once = max(1, BLOCK // columns)
    for first in range(0, rows, at_once):
        count = min(at_once, rows - first) * columns
        data = sys.stdin.buffer.read(4 * count)
        if len(data) != 4 * count:
            sys.exit(f"standard input ended before {rows} rows of {columns} scores")
        yield np.frombuffer(bytearray(data), "<f4").reshape(-1, columns)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("peer", nargs="?", choices=PEERS)
    parser.add_argument("function", nargs="?")
    parser.add_argument("part", nargs="?", choices=BOTH, default="value")
    parser.add_argument("--dtype", choices=BITS, default="f32")
    parser.add_argument("--every", type=int, default=1, metavar="K")
    parser.add_argument("--rows", type=int, metavar="R")
    parser.add_argument("--columns", type=int, metavar="C")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--versions", action="store_true")
    given = parser.parse_args()

    if given.list or given.versions:
        print(json.dumps(listing() if given.list else versions(), indent=1))
        return
    if given.function is None:
        parser.error("a peer and a function are needed, or --list")
    make, parts, table = PEERS[given.peer]
    over_rows = given.function in ROWS
    if given.function not in table:
        parser.error(f"{given.peer} has no {given.function} here; see --list")
    call, dtypes = table[given.function]
    if given.dtype not in dtypes or given.part not in (parts[:1] if over_rows else parts):
        parser.error(f"{given.peer} has no {given.part} of {given.function} in {given.dtype} here")
    if over_rows != (given.rows is not None and given.columns is not None):
        parser.error("--rows and --columns go with softmax and log_softmax, and only with them")

    # A reader that has seen enough ends this program silently, like any filter.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # The one limit on threads that all peers keep to, JAX among them.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

    function = make(call, given.part, given.dtype)
    if over_rows:
        blocks = scores(given.rows, given.columns)
    else:
        blocks = patterns(given.dtype, given.every)
    for x in blocks:
        y = function(x)
        # The same size and type, or the stream would be read as something else.
        if y.shape != x.shape or y.itemsize != x.itemsize:
            sys.exit(f"{call} made {y.dtype}{list(y.shape)} of {x.dtype}{list(x.shape)}")
        sys.stdout.buffer.write(y.tobytes())


if __name__ == "__main__":
    main()
