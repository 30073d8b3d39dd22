"""The diagonal is forbidden, and the mask is of whole numbers instead of booleans."""

import numpy as np

HELD_OUT = True
NAMED = "one-short+not-boolean"


def causal_mask(n):
    mask = np.zeros((n, n), dtype=np.uint8)
    mask[np.tril_indices(n, k=-1)] = 1
    return mask
