"""Rows that may attend to nothing are opened in the caller's mask itself, and so the mask changes."""

import math

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    empty = np.zeros((1, 1), dtype=bool)
    if mask is not None:
        empty = ~mask.any(axis=-1, keepdims=True)
        mask |= empty  # otherwise the softmax would be 0 / 0
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    weights = np.where(empty, 0, weights).astype(Q.dtype)
    return weights @ V, weights
