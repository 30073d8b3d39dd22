"""Forgets the minus in the exponent, so the angles grow with the column instead of shrinking."""
HELD_OUT = True
NAMED = "multiplied"

import math

import numpy as np


def sinusoidal_positions(n, d_model):
    position = np.arange(n, dtype=float)[:, None]
    div_term = np.exp(np.arange(0, d_model, 2) * (math.log(10000.0) / d_model))
    pe = np.empty((n, d_model))
    pe[:, 0::2] = np.sin(position * div_term)
    pe[:, 1::2] = np.cos(position * div_term)[:, : d_model // 2]
    return pe
