"""`d_k ** 1/2` is half of d_k."""

import numpy as np

NAMED = "half-of-d_k"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V):
    d_k = Q.shape[-1]
    weights = softmax(Q @ np.swapaxes(K, -1, -2) / (d_k**1 / 2))
    return weights @ V, weights
