"""The upper triangle for adding: the past is forbidden."""

import numpy as np

NAMED = "transposed+additive"


def causal_mask(n):
    return np.where(np.triu(np.ones((n, n))) == 1, 0, -np.inf)
