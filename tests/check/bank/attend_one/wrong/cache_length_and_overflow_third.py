"""Divides by the square root of the cache's length, and exponentiates without subtracting the maximum."""
HELD_OUT = True
NAMED = "divided-by-root-n_k+no-maximum"

import numpy as np


def attend_one(q, K_cache, V_cache):
    d_k = K_cache.shape[-2]
    exps = np.exp(q @ K_cache.swapaxes(-1, -2) / d_k**0.5)
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights @ V_cache, weights
