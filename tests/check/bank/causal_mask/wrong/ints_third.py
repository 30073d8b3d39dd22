"""Returns zeros and ones as integers instead of booleans."""
HELD_OUT = True
NAMED = "criterion:mask"

import numpy as np


def causal_mask(n):
    return np.tril(np.ones((n, n), dtype=int))
