"""Squeezing the result loses both axes when n = 1."""

import numpy as np

HELD_OUT = True
NAMED = "squeezed"


def causal_mask(n):
    ones = np.ones((1, n, n), dtype=bool)
    return np.squeeze(np.tril(ones))
