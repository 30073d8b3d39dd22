"""Gives every column its own wavelength instead of one for each pair."""
HELD_OUT = True
NAMED = "own-exponent"

import numpy as np


def sinusoidal_positions(n, d_model):
    pe = np.zeros((n, d_model))
    for p in range(n):
        for c in range(d_model):
            angle = p / 10000 ** (c / d_model)
            pe[p, c] = np.sin(angle) if c % 2 == 0 else np.cos(angle)
    return pe
