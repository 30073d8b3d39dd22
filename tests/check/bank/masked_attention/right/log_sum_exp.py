"""Logarithms of weights: scores less their log-sum-exp, by logaddexp; 0 where there is nothing."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    total = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    empty = np.isneginf(total)
    weights = np.where(empty, 0, np.exp(scores - np.where(empty, 0, total))).astype(Q.dtype)
    return weights @ V, weights
