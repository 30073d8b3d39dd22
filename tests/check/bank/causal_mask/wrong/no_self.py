"""The diagonal is forbidden, save for the first position."""

import numpy as np

HELD_OUT = True
NAMED = "one-short-but-the-first"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, : max(i, 1)] = True
    return mask
