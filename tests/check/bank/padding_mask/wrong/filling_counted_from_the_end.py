"""The filling is cut off with a negative index, -0 for a full sentence."""

import numpy as np

NAMED = "full-sentence-forbidden"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, 0, : length - n] = True
    return mask
