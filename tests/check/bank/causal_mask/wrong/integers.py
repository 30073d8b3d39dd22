"""1 and 0 in place of True and False."""

import numpy as np

NAMED = "criterion:mask"


def causal_mask(n):
    return np.tri(n, dtype=int)
