"""Takes the even column number for i and doubles it again in the exponent."""

import numpy as np

HELD_OUT = True
NAMED = "exponent-doubled"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    position = np.arange(n)
    for i in range(0, d_model, 2):
        angle = position / np.power(10000, 2 * i / d_model)
        P[:, i] = np.sin(angle)
        if i + 1 < d_model:
            P[:, i + 1] = np.cos(angle)
    return P
