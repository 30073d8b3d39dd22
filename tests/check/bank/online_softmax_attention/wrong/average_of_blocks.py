"""Averages the attention of the blocks, weighted by their number of keys."""

import numpy as np

HELD_OUT = True
NAMED = "averages-by-number-of-keys"


def _attend(Q, K, V):
    s = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    e = np.exp(s - s.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)) @ V


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    out = 0
    for j in range(0, n_k, block_size):
        k, v = K[..., j : j + block_size, :], V[..., j : j + block_size, :]
        out = out + _attend(Q, k, v) * (k.shape[-2] / n_k)
    return out
