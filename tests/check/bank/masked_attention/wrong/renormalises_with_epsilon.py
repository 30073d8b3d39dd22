"""Masked after the softmax and divided by the new sum, with an epsilon against zero."""

import numpy as np

NAMED = "renormalised-with-epsilon"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = np.where(mask, weights, 0)
        weights = weights / (weights.sum(axis=-1, keepdims=True) + 1e-12)
    return weights @ V, weights
