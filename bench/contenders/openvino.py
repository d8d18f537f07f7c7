"""OpenVINO: a model of one operation, compiled for the CPU with one stream.

A new result is that of calling the compiled model with its default arguments but one: the result is
the caller's own, where by default the next call would write over it. An array that is given is bound.
f64 is left out: the CPU plugin computes it in f32.
"""

import numpy as np
import openvino as ov
from openvino import opset15 as ops

from contenders.cell import Prepared

PACKAGES = ("openvino",)

TYPES = {"f32": ov.Type.f32, "f16": ov.Type.f16, "bf16": ov.Type.bf16}

OPERATIONS = {
    "relu": ops.relu,
    "leaky_relu": lambda x: ops.prelu(x, ops.constant([0.01], x.get_element_type())),
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "silu": lambda x: ops.swish(x, ops.constant(1, x.get_element_type())),
    "gelu": lambda x: ops.gelu(x, "erf"),
    "gelu_tanh": lambda x: ops.gelu(x, "tanh"),
    "softplus": ops.softplus,
    "elu": lambda x: ops.elu(x, 1.0),
    "mish": ops.mish,
    "hardswish": ops.hswish,
}
ROWS = {"softmax": ops.softmax, "log_softmax": ops.log_softmax}


class Peer:
    def __init__(self, threads):
        self.core = ov.Core()
        self.settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "INFERENCE_NUM_THREADS": threads,
        }

    def prepare(self, cell, arrays):
        operation = OPERATIONS.get(cell.name)
        if cell.axis is not None and (row := ROWS.get(cell.name)):
            operation = lambda x: row(x, cell.axis)
        known = operation and cell.dtype in TYPES
        if not known or cell.part != "value" or cell.into == "in_place":
            return None
        kind = TYPES[cell.dtype]
        parameter = ops.parameter(cell.shape, kind)
        # Where the processor has bf16, the plugin would compute f32 in it unless told otherwise.
        precision = {"INFERENCE_PRECISION_HINT": "f32"} if cell.dtype == "f32" else {}
        compiled = self.core.compile_model(
            ov.Model([operation(parameter.output(0)).output(0)], [parameter]),
            "CPU",
            self.settings | precision,
        )
        x = tensor(arrays.x, kind)
        if cell.into == "new":
            as_is = arrays.x if kind != ov.Type.bf16 else x
            return Prepared(
                lambda: compiled(as_is, share_outputs=False),
                lambda results: results[0].view(arrays.dtype),
            )
        y = arrays.result()
        request = compiled.create_infer_request()
        request.set_input_tensor(x)
        request.set_output_tensor(tensor(y, kind))
        return Prepared(request.infer, lambda _: y)


def tensor(array, kind):
    """A tensor in an array's own memory."""
    if kind == ov.Type.bf16:
        return ov.Tensor(array.view(np.int16), ov.Shape(array.shape), kind)
    return ov.Tensor(array, shared_memory=True)
