"""A result that can't be written into."""

import numpy as np


def causal_mask(n):
    mask = np.tri(n, dtype=bool)
    mask.flags.writeable = False
    return mask
