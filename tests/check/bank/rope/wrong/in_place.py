"""The pairs are turned in the array that was handed in."""

import numpy as np

NAMED = "changes-input"


def rope(x, positions):
    d = x.shape[-1]
    t = positions[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    even, odd = x[..., 0::2].copy(), x[..., 1::2].copy()
    x[..., 0::2] = even * np.cos(t) - odd * np.sin(t)
    x[..., 1::2] = even * np.sin(t) + odd * np.cos(t)
    return x
