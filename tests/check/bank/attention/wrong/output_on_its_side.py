"""Values transposed times weights transposed: the answer on its side."""

import numpy as np

NAMED = "swapped-axes"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return np.swapaxes(V, -1, -2) @ np.swapaxes(weights, -1, -2), weights
