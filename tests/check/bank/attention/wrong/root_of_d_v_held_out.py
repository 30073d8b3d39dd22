"""The scores are divided by the square root of d_v, which is right only when d_v = d_k."""

import numpy as np

HELD_OUT = True
NAMED = "divided-by-root-d_v"


def attention(Q, K, V):
    d = V.shape[-1]
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / d**0.5
    scores -= scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.matmul(weights, V), weights
