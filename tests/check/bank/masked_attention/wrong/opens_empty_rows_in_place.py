"""So that no row is NaN, empty rows of the caller's mask are opened, and their weights set to 0 later."""

import numpy as np

NAMED = "changes-input"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    empty = None
    if mask is not None:
        empty = ~mask.any(axis=-1)
        mask[empty] = True
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if empty is not None:
        weights = np.where(empty[..., None], 0, weights).astype(weights.dtype)
    return weights @ V, weights
