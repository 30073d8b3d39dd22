"""The position is multiplied by the power, which should divide it."""

import numpy as np

NAMED = "multiplied"


def sinusoidal_positions(n, d_model):
    j = np.arange(d_model)
    angle = np.outer(np.arange(n), 10000.0 ** (2 * (j // 2) / d_model))
    return np.where(j % 2, np.cos(angle), np.sin(angle))
