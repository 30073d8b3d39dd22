"""Written with i and j swapped, and True for what is forbidden: the lower triangle without its diagonal."""

import numpy as np

NAMED = "one-short"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(n):
            mask[j, i] = i < j
    return mask
