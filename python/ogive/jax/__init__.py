"""ogive for JAX: the functions of the book, of arrays on the CPU.

>>> import jax, jax.numpy as jnp, ogive.jax
>>> ogive.jax.gelu(jnp.array([-1.0, 0.0, 2.0]))
Array([-0.15865526,  0.        ,  1.9544997 ], dtype=float32)
>>> jax.jit(jax.grad(ogive.jax.tanh))(0.5)
Array(0.7864477, dtype=float32)

Values and gradients have the bits that ``ogive`` has for NumPy arrays. They can be traced (``jax.jit``), mapped
(``jax.vmap``), and differentiated twice, in forward and reverse mode.

Names are the book's, and those of ``jax.nn`` for the same functions. One to know: ``jax.nn.gelu`` is by default
``gelu_tanh`` here, and ``gelu`` here is the exact one.

Parameters are Python numbers, which ``jit`` has to see as such; a weight of ``prelu`` and seeds may be arrays.
"""

from . import _functions
from ._functions import *  # noqa: F403

__all__ = _functions.__all__


def __dir__() -> list[str]:
    return __all__
