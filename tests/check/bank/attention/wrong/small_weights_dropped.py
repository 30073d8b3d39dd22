"""Weights below one in a thousand are set to 0 and the rest is not renormalised."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V):
    s = Q @ K.swapaxes(-1, -2) / math.sqrt(Q.shape[-1])
    s = s - s.max(axis=-1, keepdims=True)
    p = np.exp(s)
    p = p / p.sum(axis=-1, keepdims=True)
    p[p < 1e-3] = 0
    return p @ V, p
