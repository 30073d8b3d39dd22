"""Positions are the columns and features the rows."""

import numpy as np

NAMED = "swapped-axes"


def sinusoidal_positions(n, d_model):
    j = np.arange(d_model)[:, None]
    angle = np.arange(n) / 10000 ** (2 * (j // 2) / d_model)
    return np.where(j % 2 == 0, np.sin(angle), np.cos(angle))
