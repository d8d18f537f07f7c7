"""Functions with the names and arguments of ``torch.nn.functional``, over NumPy arrays.

    import ogive.nn.functional as F

    probabilities = F.softmax(scores, 1)
"""

import inspect

import numpy as np

from ogive import _functions as functions
from ogive import nn

__all__ = [
    "celu",
    "elu",
    "gelu",
    "glu",
    "gumbel_softmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "leaky_relu",
    "log_softmax",
    "logsigmoid",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
]


def _function_of(layer, name):
    """The function that makes a layer and calls it."""

    def function(input, *args, **kwargs):
        return layer(*args, **kwargs)(input)

    own = inspect.signature(layer.__init__).parameters.values() if layer.__init__ is not object.__init__ else ()
    first = inspect.Parameter("input", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    function.__signature__ = inspect.Signature([first, *[p for p in own if p.name != "self"]])
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"``nn.{layer.__name__}`` of an array: {layer.__doc__.split('>>>')[0].rstrip()}"
    return function


celu = _function_of(nn.CELU, "celu")
elu = _function_of(nn.ELU, "elu")
gelu = _function_of(nn.GELU, "gelu")
glu = _function_of(nn.GLU, "glu")
hardshrink = _function_of(nn.Hardshrink, "hardshrink")
hardsigmoid = _function_of(nn.Hardsigmoid, "hardsigmoid")
hardswish = _function_of(nn.Hardswish, "hardswish")
hardtanh = _function_of(nn.Hardtanh, "hardtanh")
leaky_relu = _function_of(nn.LeakyReLU, "leaky_relu")
log_softmax = _function_of(nn.LogSoftmax, "log_softmax")
logsigmoid = _function_of(nn.LogSigmoid, "logsigmoid")
mish = _function_of(nn.Mish, "mish")
relu = _function_of(nn.ReLU, "relu")
relu6 = _function_of(nn.ReLU6, "relu6")
selu = _function_of(nn.SELU, "selu")
sigmoid = _function_of(nn.Sigmoid, "sigmoid")
silu = _function_of(nn.SiLU, "silu")
softmax = _function_of(nn.Softmax, "softmax")
softmin = _function_of(nn.Softmin, "softmin")
softplus = _function_of(nn.Softplus, "softplus")
softshrink = _function_of(nn.Softshrink, "softshrink")
softsign = _function_of(nn.Softsign, "softsign")
tanh = _function_of(nn.Tanh, "tanh")
tanhshrink = _function_of(nn.Tanhshrink, "tanhshrink")
threshold = _function_of(nn.Threshold, "threshold")


def prelu(input, weight):
    """x, and weight·x below 0, with one weight, or one for each channel; see ``help(ogive.prelu)``."""
    return functions.prelu(input, np.ravel(weight))


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False, *, seed=0):
    """x, and a slope times x below 0, which in training is drawn from the seed; see ``help(ogive.rrelu)``."""
    return nn.RReLU(lower, upper, inplace, seed=seed).train(training)(input)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1, *, seed=0):
    """Softmax of scores with noise drawn from the seed; see ``help(ogive.gumbel_softmax)``.

    ``eps`` has no effect, as in PyTorch.
    """
    return functions.gumbel_softmax(logits, dim, temperature=tau, hard=hard, seed=seed)
