"""The output is right, but the weights returned are those before the mask."""

import math

import numpy as np

HELD_OUT = True
NAMED = "weights-before-mask"


def stable_softmax(x):
    m = x.max(axis=-1, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    e = np.exp(x - m)
    t = e.sum(axis=-1, keepdims=True)
    return (e / np.where(t == 0, 1, t)).astype(x.dtype)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    weights = stable_softmax(scores)
    if mask is None:
        return weights @ V, weights
    hidden = np.where(mask, scores, -np.inf)
    return stable_softmax(hidden) @ V, weights
