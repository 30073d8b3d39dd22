"""Forbidden scores become -1e9, so a fully masked row gets equal weights instead of 0."""

import math

import numpy as np

HELD_OUT = True
NAMED = "minus-1e9-empty-row"


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9).astype(scores.dtype)
    weights = softmax(scores)
    return weights @ V, weights
