"""The signatures of other libraries: ``ogive.compat.scipy`` for ``scipy.special``."""

from ogive.compat import scipy

__all__ = ["scipy"]
