"""The loop begins with row 1, so the first word sees nothing."""

import numpy as np

NAMED = "first-row-missing"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(1, n):
        mask[i, : i + 1] = True
    return mask
