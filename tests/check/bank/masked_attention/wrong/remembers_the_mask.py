"""The mask of the last call is kept, and used where none is given for the same sizes."""

import numpy as np

NAMED = "state"

_last = {}


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    sizes = Q.shape, K.shape, V.shape
    if mask is None:
        mask = _last.get(sizes, np.ones(scores.shape, dtype=bool))
    _last.clear()
    _last[sizes] = mask
    scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    return weights @ V, weights
