"""The root of the number of keys: shape[-2] read where shape[-1] was meant."""

import numpy as np

NAMED = "divided-by-root-n_k"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-2])
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V, weights
