"""The upper triangle with its diagonal: rows and columns are swapped."""

import numpy as np

NAMED = "transposed"


def causal_mask(n):
    return np.triu(np.ones((n, n), dtype=bool))
