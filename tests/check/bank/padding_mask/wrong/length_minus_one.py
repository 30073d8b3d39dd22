"""Positions are set up to index length - 1 by negative slicing, so an empty sequence loses only its last position."""

import numpy as np

HELD_OUT = True
NAMED = "empty-sentence-short-of-one"


def padding_mask(lengths, n):
    mask = np.ones((len(lengths), 1, n), dtype=bool)
    for b in range(len(lengths)):
        last = int(lengths[b]) - 1
        if last + 1 < n:
            mask[b, 0, last if last < 0 else last + 1 :] = False
    return mask
