"""Sines and cosines are concatenated instead of interleaved."""

import numpy as np

NAMED = "halves"


def sinusoidal_positions(n, d_model):
    pos = np.arange(n)[:, None]
    half = np.arange((d_model + 1) // 2)
    angles = pos / 10000 ** (2 * half / d_model)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)[:, :d_model]
