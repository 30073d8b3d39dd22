"""Hands out the same remembered array, so a caller who adds to it changes the next call's result."""

from functools import cache

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"


@cache
def sinusoidal_positions(n, d_model):
    c = np.arange(d_model)
    angle = np.arange(n)[:, None] / 10000 ** (2 * (c // 2) / d_model)
    return np.where(c % 2, np.cos(angle), np.sin(angle))
