"""Only the sum is corrected when the maximum grows, not the output."""

import math

import numpy as np

HELD_OUT = True
NAMED = "output-not-rescaled"


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    rows = Q.shape[:-1]
    largest = np.full(rows + (1,), -np.inf, dtype=Q.dtype)
    total = np.zeros(rows + (1,), dtype=Q.dtype)
    output = np.zeros(rows + (V.shape[-1],), dtype=Q.dtype)
    for j in range(0, n_k, block_size):
        S = Q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2) / math.sqrt(Q.shape[-1])
        new = np.maximum(largest, S.max(axis=-1, keepdims=True))
        shrink = np.exp(largest - new)
        E = np.exp(S - new)
        total = total * shrink + E.sum(axis=-1, keepdims=True)
        output = output + E @ V[..., j : j + block_size, :]
        largest = new
    return output / total
