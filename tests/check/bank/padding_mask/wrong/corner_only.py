"""Queries of the filling are forbidden too."""

import numpy as np

NAMED = "queries-and-keys"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), n, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, :length, :length] = True
    return mask
