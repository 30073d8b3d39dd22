"""For an odd d_model builds the table one column wider, with that width in the exponent, and cuts it."""

import numpy as np

HELD_OUT = True
NAMED = "pairs-of-the-rounded-up-width"


def sinusoidal_positions(n, d_model):
    width = d_model + d_model % 2
    k = np.arange(width // 2)
    angles = np.outer(np.arange(n), 10000.0 ** (-2 * k / width))
    table = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, width)
    return table[:, :d_model]
