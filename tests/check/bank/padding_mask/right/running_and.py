"""A place is real while something is left of the length."""

import numpy as np


def padding_mask(lengths, n):
    left = np.asarray(lengths).reshape(-1, 1, 1) - np.arange(n)
    return left.clip(0, 1).astype(bool)
