"""Computes the odd features from the even ones already turned."""

import numpy as np

HELD_OUT = True
NAMED = "first-already-turned"


def rope(x, positions):
    y = np.array(x)
    d = y.shape[-1]
    angle = np.asarray(positions)[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    y[..., 0::2] = y[..., 0::2] * cos - y[..., 1::2] * sin
    y[..., 1::2] = y[..., 0::2] * sin + y[..., 1::2] * cos
    return y
