"""The real positions are taken to be at the end."""

import numpy as np

HELD_OUT = True
NAMED = "filled-in-front"


def padding_mask(lengths, n):
    start = n - np.asarray(lengths).reshape(-1, 1, 1)
    return np.arange(n).reshape(1, 1, -1) >= start
