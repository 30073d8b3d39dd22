"""The softmax runs over axis 1, which is the keys' only without batch axes."""

import math

import numpy as np

HELD_OUT = True
NAMED = "softmax-axis-1"


def softmax(x, axis):
    x = x - np.max(x, axis=axis, keepdims=True)
    x = np.exp(x)
    return x / np.sum(x, axis=axis, keepdims=True)


def attention(Q, K, V):
    d_k = Q.shape[-1]
    scores = (Q @ np.swapaxes(K, -2, -1)) / math.sqrt(d_k)
    weights = softmax(scores, axis=1)
    return weights @ V, weights
