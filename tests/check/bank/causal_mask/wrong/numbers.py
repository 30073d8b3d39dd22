"""The mask holds ones and zeros as floats, not booleans."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:mask"


def causal_mask(n):
    return np.tril(np.ones((n, n)))
