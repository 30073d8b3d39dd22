"""Computes the angles in float32 and returns float64."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def sinusoidal_positions(n, d_model):
    c = np.arange(d_model)
    freq = (1.0 / 10000 ** ((c - c % 2) / d_model)).astype(np.float32)
    angle = np.arange(n, dtype=np.float32)[:, None] * freq
    return np.where(c % 2 == 0, np.sin(angle), np.cos(angle)).astype(np.float64)
