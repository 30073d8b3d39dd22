"""Appends the first sequence's row to every sequence."""

import numpy as np

HELD_OUT = True
NAMED = "first-of-batch"


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        out = np.empty(cache.shape[:-2] + (cache.shape[-2] + 1, cache.shape[-1]), cache.dtype)
        out[..., :-1, :] = cache
        out[..., -1, :] = row.reshape(-1, row.shape[-1])[:1]
        return out

    return grow(K_cache, k), grow(V_cache, v)
