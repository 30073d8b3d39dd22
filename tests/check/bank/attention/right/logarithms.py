"""The weights by way of their logarithms, with logaddexp."""

import numpy as np


def attention(Q, K, V):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(np.array(Q.shape[-1], dtype=Q.dtype))
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))
    return np.matmul(weights, V), weights
