"""Fills arrays of NumPy's default dtype, so float32 comes back as float64."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def append_kv(K_cache, V_cache, k, v):
    *batch, t, d_k = K_cache.shape
    K = np.zeros((*batch, t + 1, d_k))
    V = np.zeros((*batch, t + 1, V_cache.shape[-1]))
    K[..., :t, :], K[..., t:, :] = K_cache, k
    V[..., :t, :], V[..., t:, :] = V_cache, v
    return K, V
