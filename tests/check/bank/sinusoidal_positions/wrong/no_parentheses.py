"""10000 ** 2 * i / d without parentheses: only the 2 and i are in the power."""

import numpy as np

NAMED = "power-before-division"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for p in range(n):
        for i in range((d_model + 1) // 2):
            P[p, 2 * i] = np.sin(p / 10000.0 ** (2 * i) / d_model)
            if 2 * i + 1 < d_model:
                P[p, 2 * i + 1] = np.cos(p / 10000.0 ** (2 * i) / d_model)
    return P
