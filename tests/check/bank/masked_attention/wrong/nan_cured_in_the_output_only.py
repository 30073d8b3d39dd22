"""NaN in an empty row is replaced in the output, and stays in the weights."""

import numpy as np

NAMED = "weights-nan"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return np.nan_to_num(weights @ V), weights
