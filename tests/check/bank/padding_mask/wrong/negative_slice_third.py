"""Blanks the last n - length entries with a negative slice, which blanks everything where nothing is padded."""
HELD_OUT = True
NAMED = "full-sentence-forbidden"

import numpy as np


def padding_mask(lengths, n):
    mask = np.ones((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        pad = n - int(length)
        mask[b, 0, -pad:] = False
    return mask
