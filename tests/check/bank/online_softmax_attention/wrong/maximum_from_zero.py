"""Starts the running maximum at 0, so rows of very negative scores underflow."""

import numpy as np

HELD_OUT = True
NAMED = "maximum-from-0"


def online_softmax_attention(Q, K, V, block_size):
    root = Q.shape[-1] ** 0.5
    out = np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=Q.dtype)
    m = np.zeros(Q.shape[:-1] + (1,), dtype=Q.dtype)
    total = np.zeros_like(m)
    for a in range(0, K.shape[-2], block_size):
        b = a + block_size
        s = (Q / root) @ np.swapaxes(K[..., a:b, :], -1, -2)
        m_new = np.maximum(m, np.max(s, axis=-1, keepdims=True))
        alpha = np.exp(m - m_new)
        p = np.exp(s - m_new)
        total = alpha * total + np.sum(p, axis=-1, keepdims=True)
        out = alpha * out + p @ V[..., a:b, :]
        m = m_new
    return out / total
