"""Masks after the softmax and renormalises with an epsilon in the denominator, and forgets the scaling."""
HELD_OUT = True
NAMED = "scores-factor"

import numpy as np


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -2, -1))
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights = weights / weights.sum(-1, keepdims=True)
    if mask is not None:
        weights = weights * mask
        weights = weights / (weights.sum(-1, keepdims=True) + 1e-6)
    return np.matmul(weights, V), weights
