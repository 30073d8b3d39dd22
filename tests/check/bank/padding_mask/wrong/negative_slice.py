"""The padding is cut off with a negative index, which takes everything when a sequence is full."""

import numpy as np

HELD_OUT = True
NAMED = "full-sentence-forbidden"


def padding_mask(lengths, n):
    mask = np.ones((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        pad = n - length
        mask[b, 0, -pad:] = False
    return mask
