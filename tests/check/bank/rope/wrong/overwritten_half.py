"""The second number of a pair is made from the first one, already turned."""

import numpy as np

NAMED = "first-already-turned"


def rope(x, positions):
    y = x.copy()
    d = x.shape[-1]
    t = positions[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    y[..., 0::2] = y[..., 0::2] * np.cos(t) - y[..., 1::2] * np.sin(t)
    y[..., 1::2] = y[..., 0::2] * np.sin(t) + y[..., 1::2] * np.cos(t)
    return y
