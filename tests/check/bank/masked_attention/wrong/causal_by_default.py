"""Without a mask a causal one is made."""

import numpy as np

NAMED = "causal-without-mask"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is None:
        mask = np.tri(scores.shape[-2], scores.shape[-1], dtype=bool)
    weights = softmax(np.where(mask, scores, -np.inf))
    return weights @ V, weights
