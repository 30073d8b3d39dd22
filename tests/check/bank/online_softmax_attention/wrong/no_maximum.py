"""Adds up raw exponentials without a maximum."""

import numpy as np

HELD_OUT = True
NAMED = "no-maximum"


def online_softmax_attention(Q, K, V, block_size):
    top = np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=Q.dtype)
    bottom = np.zeros(Q.shape[:-1] + (1,), dtype=Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        e = np.exp(Q @ K[..., j : j + block_size, :].swapaxes(-1, -2) / Q.shape[-1] ** 0.5)
        top = top + e @ V[..., j : j + block_size, :]
        bottom = bottom + e.sum(-1, keepdims=True)
    return top / bottom
