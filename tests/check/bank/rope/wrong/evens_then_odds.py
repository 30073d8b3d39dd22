"""Neighbours are turned, then concatenated instead of interleaved."""

import numpy as np

NAMED = "written-in-halves"


def rope(x, positions):
    d = x.shape[-1]
    t = np.asarray(positions)[..., None] / 10000 ** (2 * np.arange(d // 2) / d)
    c, s = np.cos(t).astype(x.dtype), np.sin(t).astype(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return np.concatenate([a * c - b * s, a * s + b * c], axis=-1)
