"""Numbers the rows 0, 1, 2, ... itself and ignores the positions it is given."""

import numpy as np

HELD_OUT = True
NAMED = "positions-ignored"


def rope(x, positions):
    n, d = x.shape[-2:]
    inv_freq = 1.0 / 10000 ** (np.arange(0, d, 2) / d)
    angle = np.outer(np.arange(n), inv_freq)
    cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    out = np.empty_like(x)
    out[..., ::2] = x[..., ::2] * cos - x[..., 1::2] * sin
    out[..., 1::2] = x[..., ::2] * sin + x[..., 1::2] * cos
    return out
