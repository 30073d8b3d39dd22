"""The row of the first query is used for all."""

import numpy as np

NAMED = "first-row-for-all"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        rows = np.atleast_2d(mask)
        scores = np.where(rows[..., 0:1, :], scores, -np.inf)
    weights = softmax(scores)
    return weights @ V, weights
