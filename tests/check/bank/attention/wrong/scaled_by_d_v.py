"""The root is of the values' length instead of the keys'."""

import math

import numpy as np

HELD_OUT = True
NAMED = "divided-by-root-d_v"


def _softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    d = V.shape[-1]
    W = _softmax(Q @ K.swapaxes(-1, -2) / math.sqrt(d))
    return W @ V, W
