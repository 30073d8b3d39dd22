"""Ignores the given positions and uses the row numbers."""
HELD_OUT = True
NAMED = "positions-ignored"

import numpy as np


def rotation(n, d):
    theta = 10000.0 ** (-np.arange(0, d, 2) / d)
    angle = np.arange(n)[:, None] * theta[None, :]
    return np.cos(angle), np.sin(angle)


def rope(x, positions):
    n, d = x.shape[-2:]
    cos, sin = (t.astype(x.dtype) for t in rotation(n, d))
    pairs = x.reshape(*x.shape[:-1], d // 2, 2)
    u, v = pairs[..., 0], pairs[..., 1]
    turned = np.stack([u * cos - v * sin, u * sin + v * cos], axis=-1)
    return turned.reshape(x.shape)
