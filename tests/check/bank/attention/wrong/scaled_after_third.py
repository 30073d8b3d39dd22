"""Divides by the square root of d_k after the softmax instead of before it."""
HELD_OUT = True
NAMED = "scaled-after-the-softmax"

import math

import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    weights = softmax(Q @ np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    return weights @ V, weights
