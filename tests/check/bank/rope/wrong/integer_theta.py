"""Stores the frequencies in an array of the positions' dtype, so whole-number positions cut all but the first to 0."""

import numpy as np

HELD_OUT = True
NAMED = "first-pair-only+sometimes"


def rope(x, positions):
    positions = np.asarray(positions)
    d = x.shape[-1]
    theta = np.zeros(d // 2, dtype=positions.dtype)
    for i in range(d // 2):
        theta[i] = 10000.0 ** (-2 * i / d)
    angle = positions[..., None] * theta
    c, s = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    out = np.zeros_like(x)
    out[..., 0::2] = x[..., 0::2] * c - x[..., 1::2] * s
    out[..., 1::2] = x[..., 0::2] * s + x[..., 1::2] * c
    return out
