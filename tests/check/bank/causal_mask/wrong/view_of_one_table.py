"""All masks are views of one growing table, so whoever changes one changes the others, smaller or larger."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:mask"

_table = np.zeros((0, 0), dtype=bool)


def causal_mask(n):
    global _table
    if n > len(_table):
        _table = np.tri(max(n, 128), dtype=bool)
    return _table[:n, :n]
