"""The sum is corrected for the new maximum, the output is not."""

import numpy as np

NAMED = "output-not-rescaled"


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
        denom = denom * np.exp(m - new) + P.sum(axis=-1, keepdims=True)
        acc = acc + P @ v
        m = new
    return acc / denom
