"""The angle is added to that of the pair."""

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    a, b = x[..., 0::2].astype(float), x[..., 1::2].astype(float)
    angle = np.arctan2(b, a) + positions[..., None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    y = np.empty(x.shape, x.dtype)
    y[..., 0::2] = np.hypot(a, b) * np.cos(angle)
    y[..., 1::2] = np.hypot(a, b) * np.sin(angle)
    return y
