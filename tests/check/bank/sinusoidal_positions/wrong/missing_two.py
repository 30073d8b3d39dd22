"""The factor 2 in the exponent is missing; an odd width stops with an error."""

import numpy as np

NAMED = "exponent-halved+odd-width-fails"


def sinusoidal_positions(n, d_model):
    pos = np.arange(n).reshape(-1, 1)
    i = np.arange(d_model // 2)
    P = np.empty((n, d_model))
    P[:, 0::2] = np.sin(pos / np.power(10000, i / d_model))
    P[:, 1::2] = np.cos(pos / np.power(10000, i / d_model))
    return P
