"""The rows are counted, whatever positions says."""

import numpy as np

NAMED = "positions-ignored"


def rope(x, positions):
    n, d = x.shape[-2:]
    out = np.zeros_like(x)
    for p in range(n):
        for i in range(0, d, 2):
            t = p / 10000 ** (i / d)
            out[..., p, i] = x[..., p, i] * np.cos(t) - x[..., p, i + 1] * np.sin(t)
            out[..., p, i + 1] = x[..., p, i] * np.sin(t) + x[..., p, i + 1] * np.cos(t)
    return out
