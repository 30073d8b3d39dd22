"""The mask is repeated for every query."""

import numpy as np

NAMED = "for-each-query"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), n, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, :, :length] = True
    return mask
