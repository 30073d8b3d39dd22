"""Everybody may see everything."""

import numpy as np

NAMED = "everything"


def causal_mask(n):
    return np.ones((n, n), dtype=bool)
