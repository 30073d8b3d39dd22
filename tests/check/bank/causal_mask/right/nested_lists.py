"""A nested list comprehension of Python booleans."""

import numpy as np

HELD_OUT = True


def causal_mask(n):
    return np.array([[key <= query for key in range(n)] for query in range(n)], dtype=bool).reshape(n, n)
