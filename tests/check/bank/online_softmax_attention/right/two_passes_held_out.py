"""Goes over the keys twice, first for the maxima and then for the sums."""

import numpy as np

HELD_OUT = True


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]

    def blocks():
        for j in range(0, n_k, block_size):
            k = K[..., j : j + block_size, :]
            yield V[..., j : j + block_size, :], Q @ k.swapaxes(-1, -2) / Q.shape[-1] ** 0.5

    m = np.full(Q.shape[:-1] + (1,), -np.inf, dtype=Q.dtype)
    for _, s in blocks():
        m = np.maximum(m, s.max(-1, keepdims=True))
    num = np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=Q.dtype)
    den = np.zeros_like(m)
    for v, s in blocks():
        e = np.exp(s - m)
        num += e @ v
        den += e.sum(-1, keepdims=True)
    return num / den
