"""The slice ends one word too late."""

import numpy as np

NAMED = "one-too-far"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, : i + 2] = True
    return mask
