"""Fills the keys up with zeros to whole blocks, and the filling takes part in the softmax."""

import numpy as np

HELD_OUT = True
NAMED = "filled-up-with-zeros"


def online_softmax_attention(Q, K, V, block_size):
    extra = -K.shape[-2] % block_size
    widths = [(0, 0)] * (K.ndim - 2) + [(0, extra), (0, 0)]
    K, V = np.pad(K, widths), np.pad(V, widths)
    m = np.full(Q.shape[:-1] + (1,), -np.inf, dtype=Q.dtype)
    l, O = np.zeros_like(m), np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        k, v = K[..., j : j + block_size, :], V[..., j : j + block_size, :]
        s = Q @ k.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
        m_new = np.maximum(m, s.max(-1, keepdims=True))
        p, a = np.exp(s - m_new), np.exp(m - m_new)
        l, O, m = a * l + p.sum(-1, keepdims=True), a * O + p @ v, m_new
    return O / l
