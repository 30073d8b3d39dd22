"""A cosine is a sine a quarter of a turn ahead."""

import numpy as np


def sinusoidal_positions(n, d_model):
    j = np.arange(d_model)
    return np.sin(np.outer(np.arange(n), 10000.0 ** -((j // 2) * 2 / d_model)) + (j % 2) * np.pi / 2)
