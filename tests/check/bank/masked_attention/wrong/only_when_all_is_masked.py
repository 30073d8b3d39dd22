"""The fully masked case is handled only where the whole mask is False, so a single such row is still NaN."""

import math

import numpy as np

HELD_OUT = True
NAMED = "empty-only-if-all-are"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        if not mask.any():
            return np.zeros(Q.shape[:-1] + V.shape[-1:], V.dtype), np.zeros_like(scores)
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
