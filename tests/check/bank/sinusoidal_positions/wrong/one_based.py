"""Positions are counted from 1."""

import numpy as np

NAMED = "from-1"


def sinusoidal_positions(n, d_model):
    columns = np.arange(d_model)
    angle = np.arange(1, n + 1)[:, None] / 10000 ** ((columns - columns % 2) / d_model)
    angle[:, 0::2] = np.sin(angle[:, 0::2])
    angle[:, 1::2] = np.cos(angle[:, 1::2])
    return angle
