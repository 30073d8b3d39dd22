"""Copies into arrays of np.zeros without a dtype, so float32 caches become float64."""
HELD_OUT = True
NAMED = "criterion:dtype"

import numpy as np


def _longer(cache, row):
    *batch, t, d = cache.shape
    new = np.zeros((*batch, t + 1, d))
    new[..., :t, :] = cache
    new[..., t:, :] = row
    return new


def append_kv(K_cache, V_cache, k, v):
    return _longer(K_cache, k), _longer(V_cache, v)
