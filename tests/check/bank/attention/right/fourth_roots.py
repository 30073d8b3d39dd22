"""Queries and keys are each divided by the fourth root of d_k."""

import numpy as np


def attention(Q, K, V):
    root = Q.dtype.type(Q.shape[-1] ** 0.25)
    scores = (Q / root) @ np.swapaxes(K / root, -1, -2)
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights /= np.sum(weights, axis=-1, keepdims=True)
    return weights @ V, weights
