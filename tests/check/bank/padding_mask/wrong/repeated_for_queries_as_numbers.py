"""The mask is repeated for all queries to (batch, n, n), and it holds whole numbers."""

import numpy as np

HELD_OUT = True
NAMED = "for-each-query+not-boolean"


def padding_mask(lengths, n):
    out = np.zeros((len(lengths), n, n), dtype=int)
    for b in range(len(lengths)):
        out[b, :, : lengths[b]] = 1
    return out
