"""Takes only whole blocks, so keys left over at the end are not seen."""

import numpy as np

HELD_OUT = True
NAMED = "remainder-dropped"


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    block_size = min(block_size, n_k)
    blocks = n_k // block_size
    m = np.full(Q.shape[:-1], -np.inf, dtype=Q.dtype)
    l = np.zeros(Q.shape[:-1], dtype=Q.dtype)
    acc = np.zeros((*Q.shape[:-1], V.shape[-1]), dtype=Q.dtype)
    for b in range(blocks):
        rows = slice(b * block_size, (b + 1) * block_size)
        s = Q @ K[..., rows, :].swapaxes(-1, -2) / Q.shape[-1] ** 0.5
        m_new = np.maximum(m, s.max(-1))
        p = np.exp(s - m_new[..., None])
        c = np.exp(m - m_new)
        l = l * c + p.sum(-1)
        acc = acc * c[..., None] + p @ V[..., rows, :]
        m = m_new
    return acc / l[..., None]
