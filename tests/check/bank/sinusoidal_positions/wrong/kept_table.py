"""A table made once per width is used again, though it may be too short."""

import numpy as np

NAMED = "criterion:shape"


_TABLES = {}


def sinusoidal_positions(n, d_model):
    if d_model not in _TABLES:
        j = np.arange(d_model)
        angle = np.arange(n)[:, None] / 10000 ** ((j - j % 2) / d_model)
        _TABLES[d_model] = np.where(j % 2, np.cos(angle), np.sin(angle))
    return _TABLES[d_model][:n].copy()
