"""Positions are counted in int8, so they wrap round after 127."""

import numpy as np

HELD_OUT = True
NAMED = "8-bit-counters"


def causal_mask(n):
    pos = np.arange(n).astype(np.int8)
    return np.greater_equal.outer(pos, pos)
