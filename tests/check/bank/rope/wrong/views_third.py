"""Writes into x itself, and computes the odd features from even ones that are already turned."""
HELD_OUT = True
NAMED = "first-already-turned+changes-input"

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    freq = 10000 ** (-np.arange(0, d, 2) / d)
    angle = positions[..., None] * freq
    cos, sin = np.cos(angle), np.sin(angle)
    even, odd = x[..., 0::2], x[..., 1::2]
    x[..., 0::2] = even * cos - odd * sin
    x[..., 1::2] = even * sin + odd * cos
    return x
