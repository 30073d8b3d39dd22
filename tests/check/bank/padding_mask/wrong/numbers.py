"""1.0 and 0.0 in place of True and False."""

import numpy as np

NAMED = "criterion:mask"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n))
    for b, length in enumerate(lengths):
        mask[b, 0, :length] = 1
    return mask
