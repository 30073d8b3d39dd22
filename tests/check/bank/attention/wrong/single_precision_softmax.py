"""The softmax is computed in float32, so float64 inputs get only seven right digits."""

import math

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def attention(Q, K, V):
    s = (Q @ np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    s = (s - s.max(axis=-1, keepdims=True)).astype(np.float32)
    e = np.exp(s)
    w = (e / e.sum(axis=-1, keepdims=True)).astype(Q.dtype)
    return w @ V, w
