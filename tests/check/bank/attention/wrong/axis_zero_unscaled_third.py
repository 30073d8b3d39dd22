"""Takes the softmax along axis 0 and forgets the scaling."""
HELD_OUT = True
NAMED = "no-scale+softmax-axis-0"

import numpy as np


def softmax(x, axis=0):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def attention(Q, K, V):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2))
    weights = softmax(scores)
    return np.matmul(weights, V), weights
