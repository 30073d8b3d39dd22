"""Forbidden keys get the lowest score of the whole matrix."""

import numpy as np

NAMED = "smallest-score"


def attention(Q, K, V, mask=None):
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, scores.min())
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
