"""Doubles the column numbers 0, 2, 4, ... once more in the exponent."""
HELD_OUT = True
NAMED = "exponent-doubled"

import numpy as np


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    pos = np.arange(n)[:, np.newaxis]
    i = np.arange(0, d_model, 2)
    angle = pos / np.power(10000.0, 2 * i / d_model)
    P[:, 0::2] = np.sin(angle)
    P[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return P
