"""The lowest number there is stands for -inf: an empty row is shared out evenly."""

import numpy as np

NAMED = "minus-1e9-empty-row"


def attention(Q, K, V, mask=None):
    scores = (Q @ K.swapaxes(-1, -2)) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, np.finfo(scores.dtype).min)
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ V, weights
