"""The loop over the keys ends one too early."""

import numpy as np

NAMED = "last-word-sees-all-but-itself"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(n - 1):
            mask[i, j] = j <= i
    return mask
