"""Fully masked rows become NaN on the way, with NumPy's warning, and are set to 0 before the values are read."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    weights = np.nan_to_num(weights, nan=0.0)
    return weights @ V, weights
