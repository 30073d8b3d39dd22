"""The mask is taken as in masked_fill: True is what gets -inf."""

import numpy as np

NAMED = "polarity"


def masked_fill(x, mask, value):
    return np.where(mask, value, x)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = masked_fill(scores, mask, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    top = np.where(np.isinf(top), 0.0, top).astype(scores.dtype)
    exps = np.exp(scores - top)
    total = exps.sum(axis=-1, keepdims=True)
    weights = np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)
    return weights @ V, weights
