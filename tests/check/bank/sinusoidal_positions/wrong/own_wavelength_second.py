"""Every column has a wavelength of its own; the cosine doesn't share its sine's."""

import math

import numpy as np

HELD_OUT = True
NAMED = "own-exponent"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for p in range(n):
        for c in range(d_model):
            angle = p / 10000 ** (c / d_model)
            P[p, c] = math.sin(angle) if c % 2 == 0 else math.cos(angle)
    return P
