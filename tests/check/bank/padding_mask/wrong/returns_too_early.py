"""The return stands inside the loop, so that only the first sentence is filled in."""

import numpy as np

NAMED = "only-the-first-filled-in"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, :, :length] = True
        return mask
