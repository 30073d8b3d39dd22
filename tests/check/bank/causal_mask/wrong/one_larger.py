"""The mask has a row and a column too many."""

import numpy as np

NAMED = "one-too-many"


def causal_mask(n):
    return np.tri(n + 1, dtype=bool)
