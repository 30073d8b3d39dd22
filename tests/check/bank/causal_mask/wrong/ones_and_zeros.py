"""1.0 and 0.0 in place of True and False."""

import numpy as np

NAMED = "criterion:mask"


def causal_mask(n):
    return np.tril(np.ones((n, n)))
