"""Puts all sines into the first half of the columns and all cosines into the second."""

import numpy as np

HELD_OUT = True
NAMED = "halves"


def sinusoidal_positions(n, d_model):
    i = np.arange(0, d_model, 2)
    angle = np.arange(n)[:, None] / 10000 ** (i / d_model)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)[:, :d_model]
