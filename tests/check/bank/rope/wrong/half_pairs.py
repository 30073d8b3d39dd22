"""Pairs feature i with feature i + d/2 instead of neighbours."""

import numpy as np

HELD_OUT = True
NAMED = "halves"


def rope(x, positions):
    d = x.shape[-1]
    half = d // 2
    theta = 10000.0 ** (-2 * np.arange(half) / d)
    a = np.asarray(positions)[..., None] * theta
    c, s = np.cos(a).astype(x.dtype), np.sin(a).astype(x.dtype)
    x1, x2 = x[..., :half], x[..., half:]
    return np.concatenate([x1 * c - x2 * s, x1 * s + x2 * c], axis=-1)
