"""Layers: the textbook's runs, PyTorch's names and arguments, and what is printed."""

import inspect
import pickle

import numpy as np
import pytest
from conftest import BOOK, same_bits

import ogive
import ogive.nn as nn
import ogive.nn.functional as F


def four(x):
    return " ".join(f"{one:.4f}" for one in x.ravel())


def test_the_textbooks_runs():
    input = np.ones((1, 1, 2, 2), "float32")
    assert four(nn.Sigmoid()(input)) == "0.7311 0.7311 0.7311 0.7311"

    input = np.ones((1, 1, 2, 2), "float32")
    relu = nn.ReLU(inplace=True)
    assert relu(input) is input and four(input) == "1.0000 1.0000 1.0000 1.0000"

    input = np.array([[[[-0.7955, 0.3595], [0.1483, 0.2836]]]], "float32")
    leakyrelu = nn.LeakyReLU(0.04, True)
    assert leakyrelu(input) is input and four(input) == "-0.0318 0.3595 0.1483 0.2836"

    score = np.array([[0.4768, 0.8797, 0.9180, -0.3224]], "float32")
    assert four(F.softmax(score, 1)) == "0.2222 0.3324 0.3454 0.0999"
    assert four(nn.Softmax(dim=1)(score)) == "0.2222 0.3324 0.3454 0.0999"


PRINTED = {
    "CELU()": "CELU(alpha=1.0)",
    "ELU(0.5, True)": "ELU(alpha=0.5, inplace=True)",
    "GELU()": "GELU(approximate='none')",
    "GELU('tanh')": "GELU(approximate='tanh')",
    "GLU()": "GLU(dim=-1)",
    "Hardshrink()": "Hardshrink(0.5)",
    "Hardsigmoid(True)": "Hardsigmoid()",
    "Hardswish(True)": "Hardswish()",
    "Hardtanh()": "Hardtanh(min_val=-1.0, max_val=1.0)",
    "Hardtanh(-2, 2, True)": "Hardtanh(min_val=-2, max_val=2, inplace=True)",
    "Identity(54, unused=0.1)": "Identity()",
    "LeakyReLU()": "LeakyReLU(negative_slope=0.01)",
    "LeakyReLU(0.04, True)": "LeakyReLU(negative_slope=0.04, inplace=True)",
    "LogSigmoid()": "LogSigmoid()",
    "LogSoftmax(1)": "LogSoftmax(dim=1)",
    "Mish(True)": "Mish(inplace=True)",
    "PReLU(3)": "PReLU(num_parameters=3)",
    "RReLU()": "RReLU(lower=0.125, upper=0.3333333333333333)",
    "RReLU(0.1, 0.2, True)": "RReLU(lower=0.1, upper=0.2, inplace=True)",
    "ReLU()": "ReLU()",
    "ReLU(True)": "ReLU(inplace=True)",
    "ReLU6(True)": "ReLU6(inplace=True)",
    "SELU(True)": "SELU(inplace=True)",
    "SiLU()": "SiLU()",
    "Sigmoid()": "Sigmoid()",
    "Softmax()": "Softmax(dim=None)",
    "Softmax(dim=1)": "Softmax(dim=1)",
    "Softmax2d()": "Softmax2d()",
    "Softmin(-1)": "Softmin(dim=-1)",
    "Softplus()": "Softplus(beta=1.0, threshold=20.0)",
    "Softshrink(0.25)": "Softshrink(0.25)",
    "Softsign()": "Softsign()",
    "Tanh()": "Tanh()",
    "Tanhshrink()": "Tanhshrink()",
    "Threshold(0.1, 20)": "Threshold(threshold=0.1, value=20)",
    "Threshold(0.1, 20, True)": "Threshold(threshold=0.1, value=20, inplace=True)",
}


@pytest.mark.parametrize("call", PRINTED)
def test_printed_as_pytorch_prints_them(call):
    assert repr(eval(f"nn.{call}")) == PRINTED[call]
    try:
        import torch
    except ImportError:
        return  # what is above was printed by PyTorch
    assert repr(eval(f"torch.nn.{call}")) == PRINTED[call]


def test_every_layer_is_printed():
    assert {call.split("(")[0] for call in PRINTED} == set(nn.__all__) - {"Module"}


def names_of_pytorch(prefix):
    for page in BOOK.values():
        for name in page["names"]:
            if name["ecosystem"] == "PyTorch" and name["name"].startswith(prefix):
                yield name["name"].removeprefix(prefix)


def test_every_name_of_the_book_is_there():
    assert set(names_of_pytorch("nn.")) == set(nn.__all__) - {"Module"}
    assert set(names_of_pytorch("F.")) == set(F.__all__)


@pytest.mark.parametrize("call", PRINTED)
def test_layers_are_their_functions(call):
    layer = eval(f"nn.{call}").eval()
    if "Softmax()" in call:
        layer.dim = 1
    x = np.random.default_rng(1).normal(0, 2, (2, 3, 4, 6)).astype("float32")
    g = np.random.default_rng(2).normal(size=layer.function(x.ndim).output_shape(x.shape)).astype("float32")
    y = layer(x.copy())
    text = call.replace("Softmax()", "Softmax(1)").replace("Softplus()", "Softplus(threshold=20)")
    others = {"GELU('tanh')": "gelu_tanh", "GELU()": "gelu", "Identity(54, unused=0.1)": "linear"}
    # Its third argument is another one in the book.
    others["RReLU(0.1, 0.2, True)"] = "rrelu(0.1, 0.2)"
    function = ogive.parse(others.get(call, text))
    same_bits(y, function.forward(x))
    same_bits(layer.backward(x, g), function.backward(x, g))
    again = pickle.loads(pickle.dumps(layer))
    assert repr(again) == repr(layer)
    same_bits(again(x.copy()), y)


def test_in_place_is_the_inputs_own_memory():
    for call in PRINTED:
        if "True" in call and "'" not in call:
            x = np.linspace(-3, 3, 12, dtype="float32").reshape(3, 4)
            expected = eval(f"nn.{call}").eval()(x.copy())
            assert eval(f"nn.{call}").eval()(x) is x
            same_bits(x, expected)
    with pytest.raises(TypeError, match="list"):
        nn.ReLU(True)([1.0])
    with pytest.raises(TypeError, match="int64"):
        nn.ReLU(True)(np.arange(3))


def test_attributes_may_be_set():
    layer = nn.LeakyReLU(0.5)
    layer.negative_slope = 0.25
    assert layer(-1.0) == -0.25
    layer.inplace = True
    assert repr(layer) == "LeakyReLU(negative_slope=0.25, inplace=True)"
    prelu = nn.PReLU(2)
    prelu.weight[:] = [0.5, 2]
    x = -np.ones((1, 2), "float32")
    same_bits(prelu(x), np.array([[-0.5, -2]], "float32"))
    same_bits(prelu.parameter_gradients(x, np.ones_like(x))["weight"], np.array([-1, -1], "float32"))


def test_training_and_evaluation():
    x = -np.ones(1000, "float32")
    layer = nn.RReLU(seed=5)
    assert layer.training
    drawn = layer(x)
    same_bits(drawn, layer(x))
    assert len(np.unique(drawn)) > 900
    layer.seed = 6
    assert (layer(x) != drawn).any()
    assert len(np.unique(layer.eval()(x))) == 1
    assert nn.ReLU().train(False).training is False


def test_the_dimension_that_none_means():
    x = np.random.default_rng(1).normal(size=(2, 3, 4)).astype("float32")
    with pytest.warns(UserWarning, match="dim=0"):
        same_bits(nn.Softmax()(x), ogive.softmax(x, 0))
    with pytest.warns(UserWarning, match="dim=1"):
        same_bits(nn.LogSoftmax()(x[0]), ogive.log_softmax(x[0], 1))


def test_arguments_that_are_refused():
    with pytest.raises(ValueError, match="approximate"):
        nn.GELU("erf")
    with pytest.raises(ValueError, match="alpha"):
        nn.CELU(0)
    with pytest.raises(TypeError):
        nn.Threshold()
    with pytest.raises(ValueError, match="lower"):
        nn.RReLU(0.5, 0.1)


def test_functions_have_the_layers_arguments():
    def defaults(function):
        return [(p.name, p.default) for p in list(inspect.signature(function).parameters.values())[1:]]

    assert defaults(F.leaky_relu) == [("negative_slope", 0.01), ("inplace", False)]
    assert defaults(F.softmax) == [("dim", None)]
    assert defaults(F.sigmoid) == []
    assert next(iter(inspect.signature(F.sigmoid).parameters)) == "input"
    x = np.linspace(-3, 3, 12, dtype="float32").reshape(3, 4)
    same_bits(F.leaky_relu(x, 0.2), ogive.leaky_relu(x, 0.2))
    same_bits(F.prelu(x, [0.5]), ogive.prelu(x, 0.5))
    same_bits(F.gumbel_softmax(x, 0.5, dim=0, seed=3), ogive.gumbel_softmax(x, 0, temperature=0.5, seed=3))
    same_bits(F.rrelu(x, training=True, seed=3), ogive.rrelu(x, training=True, seed=3))
    assert "leaky_relu" in F.leaky_relu.__doc__
