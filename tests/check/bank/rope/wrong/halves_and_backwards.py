"""Paired by halves and turned the other way round."""

import numpy as np

NAMED = "halves+turned-backwards"


def rope(x, positions):
    h = x.shape[-1] // 2
    t = positions[..., None] / 10000 ** (np.arange(h) / h)
    a, b = x[..., :h], x[..., h:]
    y = [a * np.cos(t) + b * np.sin(t), b * np.cos(t) - a * np.sin(t)]
    return np.concatenate(y, axis=-1).astype(x.dtype)
