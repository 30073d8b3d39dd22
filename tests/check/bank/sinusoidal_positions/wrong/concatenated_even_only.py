"""Sines and cosines are concatenated, and an odd width gives one column too few."""

import numpy as np

NAMED = "halves+odd-width-short"


def sinusoidal_positions(n, d_model):
    pos = np.arange(n)[:, None]
    angles = pos * np.exp(-np.log(10000.0) * 2 * np.arange(d_model // 2) / d_model)
    return np.hstack([np.sin(angles), np.cos(angles)])
