"""Replaces the old maximum before computing the correction from it, so the correction is always 1."""
HELD_OUT = True
NAMED = "nothing-rescaled"

import math

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    m = np.full((*Q.shape[:-1], 1), -np.inf, dtype=Q.dtype)
    l = np.zeros((*Q.shape[:-1], 1), dtype=Q.dtype)
    O = np.zeros((*Q.shape[:-1], V.shape[-1]), dtype=V.dtype)
    for start in range(0, n_k, block_size):
        K_b = K[..., start : start + block_size, :]
        V_b = V[..., start : start + block_size, :]
        S = Q @ np.swapaxes(K_b, -1, -2) / math.sqrt(Q.shape[-1])
        m_new = np.maximum(m, S.max(axis=-1, keepdims=True))
        m = m_new
        correction = np.exp(m - m_new)
        P = np.exp(S - m_new)
        l = l * correction + P.sum(axis=-1, keepdims=True)
        O = O * correction + P @ V_b
    return O / l
