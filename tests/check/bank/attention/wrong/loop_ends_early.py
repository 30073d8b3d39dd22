"""The loop over the keys leaves the last one out."""

import numpy as np

NAMED = "last-key-not-read"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V):
    weights = softmax(Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]))
    output = np.zeros(Q.shape[:-1] + V.shape[-1:], dtype=V.dtype)
    for j in range(K.shape[-2] - 1):
        output += weights[..., j, None] * V[..., j, None, :]
    return output, weights
