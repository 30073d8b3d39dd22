"""Compares rows with columns the wrong way round, so positions see themselves and the future."""
HELD_OUT = True
NAMED = "transposed"

import numpy as np


def causal_mask(n):
    i = np.arange(n).reshape(n, 1)
    j = np.arange(n).reshape(1, n)
    return i <= j
