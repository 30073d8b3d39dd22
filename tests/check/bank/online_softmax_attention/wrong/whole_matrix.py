"""Ordinary attention: all scores are there at once."""

import numpy as np

NAMED = "criterion:memory"


def online_softmax_attention(Q, K, V, block_size):
    S = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]).astype(Q.dtype)
    W = np.exp(S - S.max(axis=-1, keepdims=True))
    return W @ V / W.sum(axis=-1, keepdims=True)
