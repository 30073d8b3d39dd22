"""Counts the positions from 1."""

import numpy as np

HELD_OUT = True
NAMED = "from-1"


def sinusoidal_positions(n, d_model):
    pos = np.arange(1, n + 1, dtype=float)[:, np.newaxis]
    div = np.exp(np.arange(0, d_model, 2) * (-np.log(10000.0) / d_model))
    out = np.empty((n, d_model))
    out[:, 0::2] = np.sin(pos * div)
    out[:, 1::2] = np.cos(pos * div)[:, : d_model // 2]
    return out
