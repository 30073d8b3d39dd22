"""i goes in steps of two already and is doubled once more."""

import numpy as np

NAMED = "exponent-doubled"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for i in range(0, d_model, 2):
        P[:, i] = np.sin(np.arange(n) / 10000 ** (2 * i / d_model))
        if i + 1 < d_model:
            P[:, i + 1] = np.cos(np.arange(n) / 10000 ** (2 * i / d_model))
    return P
