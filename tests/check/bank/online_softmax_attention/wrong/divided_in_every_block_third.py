"""Divides the running output by the running sum after every block without undoing it in the next, and forgets the scaling."""
HELD_OUT = True
NAMED = "no-scale+divided-each-time"

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    n_k = K.shape[-2]
    largest = np.full(Q.shape[:-1], -np.inf, dtype=Q.dtype)[..., None]
    total = np.zeros_like(largest)
    output = np.zeros(Q.shape[:-1] + V.shape[-1:], dtype=Q.dtype)
    j = 0
    while j < n_k:
        keys, values = K[..., j : j + block_size, :], V[..., j : j + block_size, :]
        scores = Q @ np.swapaxes(keys, -1, -2)
        new = np.maximum(largest, scores.max(axis=-1, keepdims=True))
        exps = np.exp(scores - new)
        factor = np.exp(largest - new)
        total = total * factor + exps.sum(axis=-1, keepdims=True)
        output = (output * factor + exps @ values) / total
        largest = new
        j += block_size
    return output
