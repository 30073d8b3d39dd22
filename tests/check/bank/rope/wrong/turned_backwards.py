"""Turns the pairs the other way round."""

import numpy as np

HELD_OUT = True
NAMED = "turned-backwards"


def rope(x, positions):
    d = x.shape[-1]
    angle = np.asarray(positions, dtype=np.float64)[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    z = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(-1j * angle)
    out = np.empty(x.shape, dtype=x.dtype)
    out[..., 0::2] = z.real
    out[..., 1::2] = z.imag
    return out
