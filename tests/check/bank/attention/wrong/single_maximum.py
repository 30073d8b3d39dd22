"""One maximum for the whole array is subtracted, so that rows far below it become 0 / 0."""

import math

import numpy as np

HELD_OUT = True
NAMED = "global-maximum"


def attention(Q, K, V):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    e = np.exp(scores - np.max(scores, initial=-np.inf))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    output = np.matmul(weights, V)
    return output, weights
