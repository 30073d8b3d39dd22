"""A slice a sentence."""

import numpy as np


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, :, :length] = True
    return mask
