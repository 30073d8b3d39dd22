"""Scores are negative squared distances."""

import numpy as np

NAMED = "negative-squared-distances"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V):
    apart = Q[..., :, None, :] - K[..., None, :, :]
    weights = softmax(-(apart**2).sum(axis=-1) / np.sqrt(Q.shape[-1]))
    return weights @ V, weights
