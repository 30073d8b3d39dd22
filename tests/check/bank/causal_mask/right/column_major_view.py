"""A transposed view of the upper triangle, column-major in memory."""

import numpy as np


def causal_mask(n):
    return np.triu(np.ones((n, n), dtype=bool)).T
