"""Leaves the last pair as it is, and counts positions from the first one given."""

import numpy as np

HELD_OUT = True
NAMED = "last-pair-still+from-the-first"


def rope(x, positions):
    d = x.shape[-1]
    p = np.asarray(positions)
    p = p - p[..., :1]
    out = x.copy()
    for j in range(0, d - 2, 2):
        a = p / 10000 ** (j / d)
        c, s = np.cos(a).astype(x.dtype), np.sin(a).astype(x.dtype)
        out[..., j] = x[..., j] * c - x[..., j + 1] * s
        out[..., j + 1] = x[..., j] * s + x[..., j + 1] * c
    return out
