"""Forbidden scores are -1e9: in a row with nothing else, all keys get the same weight."""

import numpy as np

NAMED = "minus-1e9-empty-row"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask == 0, -1e9, scores).astype(Q.dtype)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
