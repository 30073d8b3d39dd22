"""Has as many cosines as sines and so fails for an odd d_model."""

import numpy as np

HELD_OUT = True
NAMED = "sizes"


def sinusoidal_positions(n, d_model):
    pos = np.arange(n)[:, None]
    div = np.exp(np.arange(0, d_model, 2) * -(np.log(10000.0) / d_model))
    pe = np.zeros((n, d_model))
    pe[:, 0::2] = np.sin(pos * div)
    pe[:, 1::2] = np.cos(pos * div)
    return pe
