"""The mask becomes a bias of 0 and -inf; the division is guarded by a maximum."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        bias = np.zeros(mask.shape, dtype=scores.dtype)
        bias[~mask] = -np.inf
        scores = scores + bias
    highest = np.max(scores, axis=-1, keepdims=True, initial=np.finfo(scores.dtype).min)
    exps = np.exp(scores - highest)
    total = np.maximum(exps.sum(axis=-1, keepdims=True), np.finfo(scores.dtype).tiny)
    weights = exps / total
    return weights @ V, weights
