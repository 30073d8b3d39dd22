"""The argument mask stands in the first line and nowhere else."""

import numpy as np

NAMED = "mask-ignored"


def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    d_k = K.shape[-1]
    weights = softmax(np.matmul(Q, K.swapaxes(-1, -2)) / d_k**0.5)
    return np.matmul(weights, V), weights
