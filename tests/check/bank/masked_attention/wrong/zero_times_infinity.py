"""The mask is made additive with (1 - mask) * -inf."""

import numpy as np

NAMED = "infinity-times-0"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = scores + np.logical_not(mask) * -np.inf
    weights = softmax(scores)
    return weights @ V, weights
