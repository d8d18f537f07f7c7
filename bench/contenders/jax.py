"""JAX, compiled by XLA for the CPU.

A gradient is the compiled function of the input and of the incoming gradient, which computes of the
forward pass what it needs; that is one pass over memory, and cheaper than to keep residuals. An array
is given, and written over, by donating it: XLA then puts the result where the donated array was.

XLA takes as many threads as the process may run on, so that the number has to be set from outside,
before it starts.
"""

import os

import jax
import jax.numpy as jnp
import numpy as np
from jax import nn

from contenders import Unfit
from contenders.cell import Prepared

PACKAGES = ("jax", "jaxlib", "ml_dtypes")

CALLS = {
    "relu": nn.relu,
    "leaky_relu": nn.leaky_relu,
    "sigmoid": nn.sigmoid,
    "tanh": nn.tanh,
    "silu": nn.silu,
    "gelu": lambda x: nn.gelu(x, approximate=False),
    "gelu_tanh": nn.gelu,
    "softplus": nn.softplus,
    "elu": nn.elu,
    "mish": nn.mish,
    "hardswish": nn.hard_swish,
}
ROWS = {"softmax": nn.softmax, "log_softmax": nn.log_softmax}


class Peer:
    def __init__(self, threads):
        can_limit = hasattr(os, "sched_getaffinity")
        allowed = len(os.sched_getaffinity(0)) if can_limit else os.cpu_count()
        if allowed != threads:
            raise Unfit(f"it would use {allowed} threads, not {threads}")
        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_enable_x64", True)
        # Each call is waited for, so it had better run where it is called than on another thread.
        jax.config.update("jax_cpu_enable_async_dispatch", False)

    def prepare(self, cell, arrays):
        function = CALLS.get(cell.name)
        if cell.axis is not None and (row := ROWS.get(cell.name)):
            function = lambda x: row(x, axis=cell.axis)
        if function is None:
            return None
        if cell.part == "value":
            return value(cell, arrays, function)
        if cell.part == "gradient_from_output":
            return None
        return gradient(cell, arrays, function)


def value(cell, arrays, function):
    x = jnp.array(arrays.x)
    if cell.into == "new":
        compiled = jax.jit(function)
        return Prepared(lambda: compiled(x).block_until_ready(), np.asarray)
    if cell.into == "given":
        compiled = jax.jit(lambda x, y: function(x), donate_argnums=1, keep_unused=True)
        return writing_over(compiled, x, over=jnp.zeros_like(x))
    compiled = jax.jit(function, donate_argnums=0)
    return writing_over(compiled, over=x, restarting_from=arrays.x)


def gradient(cell, arrays, function):
    x, g = jnp.array(arrays.x), jnp.array(arrays.g)

    def pulled_back(x, g):
        return jax.vjp(function, x)[1](g)[0]

    if cell.into == "new":
        compiled = jax.jit(pulled_back)
        return Prepared(lambda: compiled(x, g).block_until_ready(), np.asarray)
    if cell.into == "given":
        compiled = jax.jit(lambda x, g, y: pulled_back(x, g), donate_argnums=2, keep_unused=True)
        return writing_over(compiled, x, g, over=jnp.zeros_like(x))
    return None


def writing_over(compiled, *inputs, over, restarting_from=None):
    """A call that donates the array which the call before it made, and gets it back."""
    over.block_until_ready()
    place = over.unsafe_buffer_pointer()

    def restart():
        nonlocal over
        over = jnp.array(restarting_from).block_until_ready()

    def call():
        nonlocal over
        over = compiled(*inputs, over).block_until_ready()
        return over

    def array(result):
        if result.unsafe_buffer_pointer() != place:
            raise RuntimeError("XLA has not written into the array that was donated")
        return np.array(result)

    return Prepared(call, array, restart=None if restarting_from is None else restart)
