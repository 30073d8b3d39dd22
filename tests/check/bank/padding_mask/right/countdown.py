"""Ones are counted down: the running sum of ones is compared with the length, along a transposed array."""

import numpy as np

HELD_OUT = True


def padding_mask(lengths, n):
    L = np.atleast_1d(np.asarray(lengths, dtype=np.int64))
    counted = np.cumsum(np.ones((n, L.size), dtype=np.int64), axis=0)
    return np.expand_dims((counted <= L).T, 1)
