"""-1e9 is added to forbidden scores: in an empty row it is added to all, and cancels."""

import numpy as np

NAMED = "minus-1e9-added"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + (1 - mask.astype(scores.dtype)) * -1e9
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
