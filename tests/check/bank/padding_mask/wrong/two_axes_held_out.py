"""The axis for the queries is missing: the mask is (batch, n)."""

import numpy as np

HELD_OUT = True
NAMED = "axis-missing"


def padding_mask(lengths, n):
    return np.array([[j < length for j in range(n)] for length in lengths], dtype=bool)
