"""The mask is multiplied in after the softmax and nothing is renormalised."""

import math

import numpy as np

HELD_OUT = True
NAMED = "masked-after"


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = weights * mask
    return np.matmul(weights, V), weights
