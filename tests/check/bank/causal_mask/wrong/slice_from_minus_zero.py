"""What comes later is cut off from the end; in the last row that slice is -0 and takes all."""

import numpy as np

NAMED = "last-row-missing"


def causal_mask(n):
    mask = np.ones((n, n), dtype=bool)
    for i in range(n):
        later = n - 1 - i
        mask[i, -later:] = False
    return mask
