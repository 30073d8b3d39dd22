"""The triangle is cut from a table of 64 positions, so a longer mask comes back too small."""

import numpy as np

HELD_OUT = True
NAMED = "table-of-64"

MAX_LEN = 64
_TABLE = np.tril(np.ones((MAX_LEN, MAX_LEN), dtype=bool))


def causal_mask(n):
    return _TABLE[:n, :n].copy()
