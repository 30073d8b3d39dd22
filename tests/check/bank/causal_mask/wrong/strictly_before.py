"""Nobody sees itself."""

import numpy as np

NAMED = "one-short"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, :i] = True
    return mask
