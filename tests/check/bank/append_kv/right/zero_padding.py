"""Pads with a row of zeros and adds the new row to it."""

import numpy as np

HELD_OUT = True


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        out = np.pad(cache, [(0, 0)] * (cache.ndim - 2) + [(0, 1), (0, 0)])
        out[..., -1:, :] += row
        return out

    return grow(K_cache, k), grow(V_cache, v)
