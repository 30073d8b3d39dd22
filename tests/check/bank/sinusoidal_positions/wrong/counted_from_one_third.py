"""Counts the positions from 1 instead of 0."""
HELD_OUT = True
NAMED = "from-1"

import numpy as np


def sinusoidal_positions(n, d_model):
    pos = np.arange(1, n + 1).reshape(-1, 1)
    col = np.arange(d_model).reshape(1, -1)
    angle = pos / 10000 ** ((col // 2) * 2 / d_model)
    return np.where(col % 2 == 0, np.sin(angle), np.cos(angle))
