"""Forbidden scores become -100; rows with nothing to see are cleared."""

import numpy as np

NAMED = "score-of-100"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is None:
        weights = softmax(scores)
    else:
        weights = softmax(np.where(mask, scores, -100.0)) * mask.any(axis=-1, keepdims=True)
    return weights @ V, weights
