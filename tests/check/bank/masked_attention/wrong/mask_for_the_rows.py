"""A mask over the keys is laid over the rows, which are the queries."""

import numpy as np

NAMED = "mask-on-queries"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        mask = mask[:, None] if mask.ndim == 1 else np.swapaxes(mask, -1, -2)
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    return weights @ V, weights
