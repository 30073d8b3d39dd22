"""Applies the softmax twice."""
HELD_OUT = True
NAMED = "softmax-twice"

import math

import numpy as np


def softmax(s):
    s = np.exp(s - s.max(axis=-1, keepdims=True))
    return s / s.sum(axis=-1, keepdims=True)


def attention_weights(Q, K):
    return softmax(Q @ K.swapaxes(-1, -2) / math.sqrt(Q.shape[-1]))


def attention(Q, K, V):
    weights = softmax(attention_weights(Q, K))
    output = weights @ V
    return output, weights
