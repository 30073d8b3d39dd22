"""Lets every position also see the next one."""
HELD_OUT = True
NAMED = "one-too-far"

import numpy as np


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, : i + 2] = True
    return mask
