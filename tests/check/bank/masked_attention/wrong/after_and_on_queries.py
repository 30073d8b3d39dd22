"""The mask is applied after a softmax that goes over the queries."""

import numpy as np

NAMED = "masked-after+softmax-over-queries"


def attention(Q, K, V, mask=None):
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-2, keepdims=True))
    weights = e / e.sum(axis=-2, keepdims=True)
    if mask is not None:
        weights = weights * mask
    return weights @ V, weights
