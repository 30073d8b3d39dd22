"""Corrects the sum when the maximum grows, but not the output gathered so far."""

import numpy as np

HELD_OUT = True
NAMED = "output-not-rescaled"


def online_softmax_attention(Q, K, V, block_size):
    shape = Q.shape[:-1]
    m = np.full(shape + (1,), -np.inf, dtype=Q.dtype)
    l = np.zeros(shape + (1,), dtype=Q.dtype)
    O = np.zeros(shape + (V.shape[-1],), dtype=Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        S = Q @ K[..., j : j + block_size, :].swapaxes(-1, -2) / Q.shape[-1] ** 0.5
        new = np.maximum(m, S.max(-1, keepdims=True))
        P = np.exp(S - new)
        l = l * np.exp(m - new) + P.sum(-1, keepdims=True)
        O = O + P @ V[..., j : j + block_size, :]
        m = new
    return O / l
