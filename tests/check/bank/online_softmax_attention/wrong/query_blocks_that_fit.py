"""Blocks of queries too, and the rest of the queries gets 0."""

import numpy as np

NAMED = "last-queries-0"


def online_softmax_attention(Q, K, V, block_size):
    n_q, d_k = Q.shape[-2:]
    out = np.zeros((*Q.shape[:-1], V.shape[-1]), Q.dtype)
    for b in range(n_q // block_size):
        rows = slice(b * block_size, (b + 1) * block_size)
        S = Q[..., rows, :] @ np.swapaxes(K, -1, -2) / np.sqrt(d_k)
        W = np.exp(S - S.max(-1, keepdims=True))
        out[..., rows, :] = W @ V / W.sum(-1, keepdims=True)
    return out
