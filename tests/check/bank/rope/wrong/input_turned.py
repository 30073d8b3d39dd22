"""Writes the turned features into the caller's array and returns it."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def rope(x, positions):
    d = x.shape[-1]
    angle = np.asarray(positions)[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    cos, sin = np.cos(angle), np.sin(angle)
    even = x[..., 0::2].copy()
    odd = x[..., 1::2].copy()
    x[..., 0::2] = even * cos - odd * sin
    x[..., 1::2] = even * sin + odd * cos
    return x
