"""One number after the other."""

import numpy as np


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for p in range(n):
        for j in range(d_model):
            angle = p / 10000 ** (2 * (j // 2) / d_model)
            P[p, j] = np.sin(angle) if j % 2 == 0 else np.cos(angle)
    return P
