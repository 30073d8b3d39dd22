"""Padded with a row of zeros, which is then overwritten."""

import numpy as np


def append_kv(K_cache, V_cache, k, v):
    results = []
    for cache, row in ((K_cache, k), (V_cache, v)):
        new = np.pad(cache, [(0, 0)] * (cache.ndim - 2) + [(0, 1), (0, 0)])
        new[..., -1, :] = row[..., 0, :]
        results.append(new)
    return tuple(results)
