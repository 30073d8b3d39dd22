"""A mask for adding, of 0 and -10000."""

import numpy as np

NAMED = "additive-minus-1e4"


def causal_mask(n):
    return (1 - np.tril(np.ones((n, n)))) * -10000.0
