"""The column number stands for i, so that every column has its own wavelength."""

import numpy as np

NAMED = "own-exponent-doubled"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for pos in range(n):
        for i in range(d_model):
            angle = pos / 10000 ** (2 * i / d_model)
            P[pos, i] = np.sin(angle) if i % 2 == 0 else np.cos(angle)
    return P
