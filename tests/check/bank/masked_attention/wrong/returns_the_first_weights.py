"""There are two variables for weights, and the one without the mask is returned."""

import numpy as np

NAMED = "weights-before-mask"


def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    e = np.exp(x - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    weights = softmax(scores)
    masked_weights = weights
    if mask is not None:
        masked_weights = softmax(np.where(mask, scores, -np.inf))
    return masked_weights @ V, weights
