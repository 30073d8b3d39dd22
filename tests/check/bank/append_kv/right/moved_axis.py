"""Brings the positions to the front, stacks there, and moves them back, so the result is not contiguous."""

import numpy as np

HELD_OUT = True


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        moved = np.moveaxis(cache, -2, 0)
        longer = np.vstack([moved, np.moveaxis(row, -2, 0)])
        return np.moveaxis(longer, 0, -2)

    return grow(K_cache, k), grow(V_cache, v)
