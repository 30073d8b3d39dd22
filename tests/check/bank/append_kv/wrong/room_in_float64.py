"""Room is made by np.zeros, in float64 whatever comes in."""

import numpy as np

NAMED = "criterion:dtype"


def append_kv(K_cache, V_cache, k, v):
    def grow(cache, row):
        new = np.zeros((*cache.shape[:-2], cache.shape[-2] + 1, cache.shape[-1]))
        new[..., :-1, :] = cache
        new[..., -1:, :] = row
        return new

    return grow(K_cache, k), grow(V_cache, v)
