"""Repeats from position 512 on, because it looks the rows up in a table of that length."""

import numpy as np

HELD_OUT = True
NAMED = "limit"

MAX_LEN = 512


def sinusoidal_positions(n, d_model):
    col = np.arange(d_model)
    angle = np.arange(MAX_LEN)[:, None] * 10000.0 ** (-(col // 2 * 2) / d_model)
    table = np.where(col % 2 == 0, np.sin(angle), np.cos(angle))
    return table[np.arange(n) % MAX_LEN]
