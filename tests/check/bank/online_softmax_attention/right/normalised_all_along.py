"""The output is an average after every block, as in the first FlashAttention."""

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    scale = Q.dtype.type(1 / np.sqrt(Q.shape[-1]))
    m = np.full((*Q.shape[:-1], 1), -np.inf, dtype=Q.dtype)
    denom = np.zeros_like(m)
    acc = np.zeros((*Q.shape[:-1], V.shape[-1]), dtype=Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        k, v = K[..., j : j + block_size, :], V[..., j : j + block_size, :]
        S = Q @ np.swapaxes(k, -1, -2) * scale
        new = np.maximum(m, S.max(axis=-1, keepdims=True))
        P = np.exp(S - new)
        shrink = np.exp(m - new)
        total = denom * shrink + P.sum(axis=-1, keepdims=True)
        acc = (acc * shrink * denom + P @ v) / total
        m, denom = new, total
    return acc
