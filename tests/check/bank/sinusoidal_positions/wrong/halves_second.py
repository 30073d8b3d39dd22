"""Sines fill the first columns and cosines the last."""

import numpy as np

HELD_OUT = True
NAMED = "halves"


def sinusoidal_positions(n, d_model):
    i = np.arange(0, d_model, 2)
    angle = np.arange(n)[:, None] / 10000 ** (i / d_model)
    return np.concatenate([np.sin(angle), np.cos(angle[:, : d_model // 2])], axis=1)
