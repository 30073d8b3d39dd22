"""Every column has an angle of its own."""

import numpy as np

NAMED = "angle-of-each-column"


def rope(x, positions):
    d = x.shape[-1]
    t = positions[..., None] / 10000 ** (np.arange(d) / d)
    other = np.empty_like(x)
    other[..., 0::2], other[..., 1::2] = -x[..., 1::2], x[..., 0::2]
    return (x * np.cos(t) + other * np.sin(t)).astype(x.dtype)
