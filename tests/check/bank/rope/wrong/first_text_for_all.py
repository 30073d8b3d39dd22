"""The positions of the first text of the batch are used for all of them."""

import numpy as np

NAMED = "positions-of-the-first-batch"


def rope(x, positions):
    d = x.shape[-1]
    p = positions
    while p.ndim > 1:
        p = p[0]
    t = p[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    y = np.empty_like(x)
    y[..., 0::2] = x[..., 0::2] * np.cos(t) - x[..., 1::2] * np.sin(t)
    y[..., 1::2] = x[..., 0::2] * np.sin(t) + x[..., 1::2] * np.cos(t)
    return y
