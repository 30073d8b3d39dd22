"""Only whole blocks are visited, unless there is none at all."""

import math

import numpy as np

HELD_OUT = True
NAMED = "remainder-dropped"


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    rows = Q.shape[:-1]
    largest = np.full(rows + (1,), -np.inf, dtype=Q.dtype)
    total = np.zeros(rows + (1,), dtype=Q.dtype)
    output = np.zeros(rows + (V.shape[-1],), dtype=Q.dtype)
    for j in range(0, max(n_k - block_size + 1, 1), block_size):
        S = Q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2) / math.sqrt(Q.shape[-1])
        new = np.maximum(largest, S.max(axis=-1, keepdims=True))
        shrink = np.exp(largest - new)
        E = np.exp(S - new)
        total = total * shrink + E.sum(axis=-1, keepdims=True)
        output = output * shrink + E @ V[..., j : j + block_size, :]
        largest = new
    return output / total
