"""Exponentials are multiplied with the values first and the division by the row sums comes last."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V):
    s = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    total = e.sum(axis=-1, keepdims=True)
    return np.matmul(e, V) / total, e / total
