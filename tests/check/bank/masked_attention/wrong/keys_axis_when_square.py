"""A mask of keys is turned into a column when it has as many entries as there are queries."""

import numpy as np

NAMED = "on-queries-if-square"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        if mask.ndim == 1 and mask.size == scores.shape[-2]:
            mask = mask.reshape(-1, 1)
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return weights @ V, weights
