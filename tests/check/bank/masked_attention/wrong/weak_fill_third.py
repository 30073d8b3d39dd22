"""Fills forbidden scores with only -100, which leaks between large scores, and leaves fully masked rows uniform."""
HELD_OUT = True
NAMED = "score-of-100"

import math

import numpy as np


def softmax(x):
    x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return x / np.sum(x, axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -100.0)
    weights = softmax(scores)
    output = np.matmul(weights, V)
    return output, weights
