"""The softmax runs over the queries instead of the keys."""

import math

import numpy as np

HELD_OUT = True
NAMED = "softmax-over-queries"


def softmax(x):
    e = np.exp(x - x.max(axis=-2, keepdims=True))
    return e / e.sum(axis=-2, keepdims=True)


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    weights = softmax(scores)
    return weights @ V, weights
