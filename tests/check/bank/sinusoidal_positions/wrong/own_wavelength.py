"""Gives every column its own wavelength, so sine and cosine of a pair do not share one."""

import numpy as np

HELD_OUT = True
NAMED = "own-exponent"


def sinusoidal_positions(n, d_model):
    pe = np.zeros((n, d_model))
    for p in range(n):
        for c in range(d_model):
            a = p / 10000 ** (c / d_model)
            pe[p, c] = np.sin(a) if c % 2 == 0 else np.cos(a)
    return pe
