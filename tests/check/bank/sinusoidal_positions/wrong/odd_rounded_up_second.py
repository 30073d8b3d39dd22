"""For odd d_model the table of the next even width is cut, so its wavelengths are that one's."""

import math

import numpy as np

HELD_OUT = True
NAMED = "pairs-of-the-rounded-up-width"


def sinusoidal_positions(n, d_model):
    width = d_model + d_model % 2
    div = np.exp(np.arange(0, width, 2) * (-math.log(10000.0) / width))
    angle = np.arange(n)[:, None] * div
    P = np.empty((n, width))
    P[:, 0::2] = np.sin(angle)
    P[:, 1::2] = np.cos(angle)
    return P[:, :d_model]
