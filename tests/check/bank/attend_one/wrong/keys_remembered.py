"""Keeps the scaled keys by shape, so a second cache of the same shape meets the first one's keys; and it never subtracts the maximum."""

import numpy as np

HELD_OUT = True

_scaled = {}


def attend_one(q, K_cache, V_cache):
    if K_cache.shape not in _scaled:
        _scaled[K_cache.shape] = K_cache.swapaxes(-1, -2) / K_cache.shape[-1] ** 0.5
    e = np.exp(q @ _scaled[K_cache.shape])
    w = (e / e.sum(-1, keepdims=True)).astype(q.dtype)
    return (w @ V_cache).astype(q.dtype), w
