"""K.shape[1] is taken for d_k."""

import numpy as np

NAMED = "divided-by-root-K.shape[1]"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V):
    weights = softmax(np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(K.shape[1]))
    return np.matmul(weights, V), weights
