"""The angles are computed in float32, and the result is float64 in name only."""

import numpy as np

NAMED = "criterion:dtype"


def sinusoidal_positions(n, d_model):
    j = np.arange(d_model)
    wave = (10000.0 ** ((j - j % 2) / d_model)).astype(np.float32)
    angle = np.arange(n, dtype=np.float32)[:, None] / wave
    return np.where(j % 2, np.cos(angle), np.sin(angle)).astype(np.float64)
