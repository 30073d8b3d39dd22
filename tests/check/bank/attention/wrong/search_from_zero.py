"""The search for the largest score begins at 0."""

import numpy as np

NAMED = "maximum-from-zero"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    largest = np.max(scores, axis=-1, keepdims=True, initial=0)
    exps = np.exp(scores - largest)
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights @ V, weights
