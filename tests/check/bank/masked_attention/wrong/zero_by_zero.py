"""The maximum is taken care of, and then the sum of the exponentials is 0."""

import numpy as np

NAMED = "empty-row-nan-by-division"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    m = np.nan_to_num(scores.max(axis=-1, keepdims=True), neginf=0.0)
    exps = np.exp(scores - m)
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights @ V, weights
