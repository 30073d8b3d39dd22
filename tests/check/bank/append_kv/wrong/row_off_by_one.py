"""Room for one more is made, and the row is written into the one before the last."""

import numpy as np

NAMED = "one-row-too-early"


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        t = cache.shape[-2]
        new = np.zeros((*cache.shape[:-2], t + 1, cache.shape[-1]), dtype=cache.dtype)
        new[..., :t, :] = cache
        new[..., t - 1 : t, :] = row
        return new

    return grow(K_cache, k), grow(V_cache, v)
