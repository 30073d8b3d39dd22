"""The other convention: column i is paired with column i + d/2."""

import numpy as np

NAMED = "halves"


def rope(x, positions):
    d = x.shape[-1]
    freq = 10000.0 ** (-np.arange(0, d, 2) / d)
    angle = positions[..., None] * freq
    cos = np.concatenate([np.cos(angle)] * 2, axis=-1).astype(x.dtype)
    sin = np.concatenate([np.sin(angle)] * 2, axis=-1).astype(x.dtype)
    x1, x2 = np.split(x, 2, axis=-1)
    return x * cos + np.concatenate([-x2, x1], axis=-1) * sin
