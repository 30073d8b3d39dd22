"""The angles are more precise than float32 asks for."""

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    t = positions.astype(np.float64)[..., None] / 10000 ** (2 * np.arange(d // 2) / d)
    c, s = np.cos(t).astype(x.dtype), np.sin(t).astype(x.dtype)
    y = np.empty_like(x)
    y[..., ::2] = x[..., ::2] * c - x[..., 1::2] * s
    y[..., 1::2] = x[..., ::2] * s + x[..., 1::2] * c
    return y
