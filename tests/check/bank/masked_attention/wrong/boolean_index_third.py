"""Indexes the scores with the mask, which fails where the mask would have to broadcast."""
HELD_OUT = True
NAMED = "error"

import math

import numpy as np


def softmax(s):
    m = s.max(axis=-1, keepdims=True)
    m[np.isneginf(m)] = 0
    e = np.exp(s - m)
    t = e.sum(axis=-1, keepdims=True)
    t[t == 0] = 1
    return e / t


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(K.shape[-1])
    if mask is not None:
        scores[~mask] = -np.inf
    weights = softmax(scores)
    return np.matmul(weights, V), weights
