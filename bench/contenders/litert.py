"""LiteRT, whose CPU kernels are XNNPACK's where that has one.

Models of one operator are written here, with the classes that LiteRT's package has for its format. It
has float32 alone in them. SiLU is its two operators, as converters write it.

LiteRT owns the arrays. A new result is set_tensor, invoke, get_tensor, each of which copies but the
second; into a given array is invoke alone, on an input that is already there.
"""

import flatbuffers
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from contenders.cell import Prepared

PACKAGES = ("ai-edge-litert",)

# Each step is an operator, the numbers of the tensors that it takes (0 is the input, 1 the first
# step's result) and its options: the schema's class, and the fields that are set.
STEPS = {
    "relu": [("RELU", [0], None, {})],
    "leaky_relu": [("LEAKY_RELU", [0], "LeakyReluOptions", {"alpha": 0.01})],
    "sigmoid": [("LOGISTIC", [0], None, {})],
    "tanh": [("TANH", [0], None, {})],
    "silu": [("LOGISTIC", [0], None, {}), ("MUL", [0, 1], "MulOptions", {})],
    "gelu": [("GELU", [0], "GeluOptions", {"approximate": False})],
    "gelu_tanh": [("GELU", [0], "GeluOptions", {"approximate": True})],
    "elu": [("ELU", [0], None, {})],
    "hardswish": [("HARD_SWISH", [0], None, {})],
    "softmax": [("SOFTMAX", [0], "SoftmaxOptions", {"beta": 1.0})],
    "log_softmax": [("LOG_SOFTMAX", [0], "LogSoftmaxOptions", {})],
}


class Peer:
    def __init__(self, threads):
        self.threads = threads

    def prepare(self, cell, arrays):
        steps = STEPS.get(cell.name)
        # Its operators over rows know the last axis only.
        if steps is None or cell.dtype != "f32" or cell.axis not in (None, -1):
            return None
        if cell.part != "value" or cell.into == "in_place":
            return None
        interpreter = Interpreter(model_content=model(steps, cell.shape), num_threads=self.threads)
        interpreter.allocate_tensors()
        source = interpreter.get_input_details()[0]["index"]
        target = interpreter.get_output_details()[0]["index"]
        if cell.into == "new":
            x = arrays.x

            def call():
                interpreter.set_tensor(source, x)
                interpreter.invoke()
                return interpreter.get_tensor(target)

            return Prepared(call)
        interpreter.set_tensor(source, arrays.x)
        return Prepared(interpreter.invoke, lambda _: interpreter.get_tensor(target))


def model(steps, shape):
    """The bytes of a .tflite file."""
    graph = schema.SubGraphT()
    graph.tensors, graph.operators, graph.inputs, graph.outputs = [], [], [0], [len(steps)]
    for number in range(len(steps) + 1):
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = f"t{number}", list(shape), 0
        tensor.type = schema.TensorType.FLOAT32
        graph.tensors.append(tensor)
    file = schema.ModelT()
    file.version, file.buffers, file.subgraphs = 3, [schema.BufferT()], [graph]
    file.operatorCodes = []
    for number, (name, inputs, options, fields) in enumerate(steps):
        code = schema.OperatorCodeT()
        code.builtinCode = getattr(schema.BuiltinOperator, name)
        # Readers of the first versions of the format look here, where there is one byte for it.
        code.deprecatedBuiltinCode = min(code.builtinCode, 127)
        code.version = 1
        file.operatorCodes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = number, inputs, [number + 1]
        if options:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, f"{options}T")()
            for field, setting in fields.items():
                setattr(operator.builtinOptions, field, setting)
        graph.operators.append(operator)
    builder = flatbuffers.Builder()
    builder.Finish(file.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
