"""Spreads the wavelengths from 1 to exactly 10000, with one less than the number of pairs in the exponent."""

import numpy as np

HELD_OUT = True
NAMED = "last-exponent-1"


def sinusoidal_positions(n, d_model):
    pairs = (d_model + 1) // 2
    wavelengths = np.logspace(0, 4, pairs)
    angles = np.arange(n)[:, None] / wavelengths[None, :]
    P = np.empty((n, d_model))
    P[:, ::2] = np.sin(angles)
    P[:, 1::2] = np.cos(angles[:, : d_model // 2])
    return P
