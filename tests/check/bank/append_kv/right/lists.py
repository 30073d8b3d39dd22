"""Recurses over the batch, turns every sequence into a list of rows, and back into an array."""

import numpy as np

HELD_OUT = True


def _grow(cache, row):
    shape = cache.shape[:-2] + (cache.shape[-2] + 1, cache.shape[-1])
    if cache.ndim > 2:
        return np.array([_grow(c, r) for c, r in zip(cache, row)], dtype=cache.dtype).reshape(shape)
    rows = list(cache)
    rows.append(row[0])
    return np.array(rows, dtype=cache.dtype)


def append_kv(K_cache, V_cache, k, v):
    return _grow(K_cache, k), _grow(V_cache, v)
