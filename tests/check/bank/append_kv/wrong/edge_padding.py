"""Makes room by repeating the last row, which fails for an empty cache."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:empty"


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        widths = [(0, 0)] * (cache.ndim - 2) + [(0, 1), (0, 0)]
        out = np.pad(cache, widths, mode="edge")
        out[..., -1:, :] = row
        return out

    return grow(K_cache, k), grow(V_cache, v)
