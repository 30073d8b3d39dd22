"""Only the last four words are allowed."""

import numpy as np

NAMED = "window-of-4"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, max(0, i - 3) : i + 1] = True
    return mask
