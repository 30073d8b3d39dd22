"""The odd features are computed from the even ones already turned."""

import numpy as np

HELD_OUT = True
NAMED = "first-already-turned"


def rope(x, positions):
    d = x.shape[-1]
    y = x.copy()
    for i in range(d // 2):
        angle = positions / 10000.0 ** (2 * i / d)
        cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
        y[..., 2 * i] = y[..., 2 * i] * cos - y[..., 2 * i + 1] * sin
        y[..., 2 * i + 1] = y[..., 2 * i] * sin + y[..., 2 * i + 1] * cos
    return y
