"""ONNX Runtime: a model of one operator.

A new result is that of `session.run`, an array that is given is bound. Threads wait for the next call
as they do by default, turning round for a moment; turns begin with a pause for the sake of the others.
"""

import onnx
import onnx.parser
import onnxruntime as ort
import produce

from contenders.cell import Prepared
from contenders.grid import ELEMENTWISE

PACKAGES = ("onnxruntime", "onnx")

# The operators, and the types that it has them in; those of a row along any axis.
NODES = {name: produce.ONNXRUNTIME[name] for name in ELEMENTWISE} | {
    "softmax": ("Softmax <axis = {axis}> (x)", produce.NO_BF16),
    "log_softmax": ("LogSoftmax <axis = {axis}> (x)", produce.NO_BF16),
}


class Peer:
    def __init__(self, threads):
        self.options = ort.SessionOptions()
        self.options.intra_op_num_threads = threads
        self.options.inter_op_num_threads = 1

    def prepare(self, cell, arrays):
        node, dtypes = NODES.get(cell.name, (None, ()))
        if cell.part != "value" or cell.into == "in_place" or cell.dtype not in dtypes:
            return None
        x = arrays.x
        session = ort.InferenceSession(
            model(node.format(axis=cell.axis), x), self.options, providers=["CPUExecutionProvider"]
        )
        if cell.into == "new":
            return Prepared(lambda: session.run(["y"], {"x": x}), lambda results: results[0])
        y = arrays.result()
        binding = session.io_binding()
        binding.bind_ortvalue_input("x", ort.OrtValue.ortvalue_from_numpy(x))
        binding.bind_ortvalue_output("y", ort.OrtValue.ortvalue_from_numpy(y))
        return Prepared(lambda: session.run_with_iobinding(binding), lambda _: y)


def model(text, x):
    node = onnx.parser.parse_node(f"y = {text}")
    kind = onnx.helper.np_dtype_to_tensor_dtype(x.dtype)
    ends = [onnx.helper.make_tensor_value_info(name, kind, x.shape) for name in ("x", "y")]
    graph = onnx.helper.make_graph([node], "one_node", ends[:1], ends[1:])
    # ONNX Runtime 1.32 replaces Swish by its definition, and only where the model's version is the
    # one that brought Swish in.
    version = 24 if node.op_type == "Swish" else onnx.defs.onnx_opset_version()
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", version)])
    return made.SerializeToString()
