"""The mask is transposed before use, which fails loudly only where there are more keys than queries or fewer."""

import math

import numpy as np

HELD_OUT = True
NAMED = "mask-on-queries"


def attention(Q, K, V, mask=None):
    s = np.matmul(K, np.swapaxes(Q, -1, -2)) / math.sqrt(K.shape[-1])  # (..., n_k, n_q)
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    top = s.max(axis=-2, keepdims=True)
    e = np.exp(s - np.where(np.isinf(top), 0, top).astype(s.dtype))
    total = e.sum(axis=-2, keepdims=True)
    weights = np.swapaxes(e / np.where(total == 0, 1, total), -1, -2)
    return weights @ V, weights
