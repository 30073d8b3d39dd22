"""The weights are masked, but the output was made before."""

import numpy as np

NAMED = "output-without-mask"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    output = softmax(scores) @ V
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return output, softmax(scores)
