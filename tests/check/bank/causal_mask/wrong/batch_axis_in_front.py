"""The mask has an extra axis of length 1 in front."""

import numpy as np

HELD_OUT = True
NAMED = "batch-axis-in-front"


def causal_mask(n):
    p = np.arange(n)
    mask = p[:, None] >= p[None, :]
    return mask[None]
