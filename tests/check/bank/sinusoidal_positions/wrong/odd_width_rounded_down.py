"""An odd width leaves the last column 0."""

import numpy as np

NAMED = "odd-width-last-empty"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for p in range(n):
        for i in range(d_model // 2):
            P[p, 2 * i] = np.sin(p / 10000 ** (2 * i / d_model))
            P[p, 2 * i + 1] = np.cos(p / 10000 ** (2 * i / d_model))
    return P
