"""The exponentials are masked and divided by what is left; the maximum is that of the allowed scores."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    allowed = np.broadcast_to(np.True_ if mask is None else mask, scores.shape)
    highest = np.max(scores, axis=-1, keepdims=True, where=allowed, initial=-np.inf)
    highest = np.where(np.isfinite(highest), highest, 0)
    exps = np.exp(np.minimum(scores - highest, 0)) * allowed
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / np.where(total > 0, total, 1)
    return weights @ V, weights
