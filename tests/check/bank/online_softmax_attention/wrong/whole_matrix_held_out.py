"""Computes the whole matrix of scores at once and then only walks over it in blocks."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:memory"


def online_softmax_attention(Q, K, V, block_size):
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    m = np.full(Q.shape[:-1] + (1,), -np.inf, dtype=Q.dtype)
    l = np.zeros_like(m)
    out = np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        s = scores[..., j : j + block_size]
        new = np.maximum(m, s.max(-1, keepdims=True))
        e = np.exp(s - new)
        c = np.exp(m - new)
        l = l * c + e.sum(-1, keepdims=True)
        out = out * c + e @ V[..., j : j + block_size, :]
        m = new
    return out / l
