"""The mask of the last example is used for the whole batch."""

import numpy as np

NAMED = "last-mask-for-all"


def softmax(scores):
    largest = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        if mask.ndim > 2:
            for example in mask:
                keep = example
        else:
            keep = mask
        scores = np.where(keep, scores, -np.inf)
    weights = softmax(scores)
    return weights @ V, weights
