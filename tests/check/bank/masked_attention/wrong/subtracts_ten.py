"""10 is subtracted from forbidden scores."""

import numpy as np

NAMED = "score-of-10"


def attention(Q, K, V, mask=None):
    bias = 0 if mask is None else (mask - 1.0) * 10
    scores = (Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5 + bias).astype(Q.dtype)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
