"""The scores are handed back under the name of weights."""

import numpy as np

NAMED = "scores-for-weights"


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    weights = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    output = softmax(weights) @ V
    return output, weights
