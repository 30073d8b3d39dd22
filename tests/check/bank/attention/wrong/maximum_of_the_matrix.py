"""The maximum of all rows is subtracted from each."""

import numpy as np

NAMED = "global-maximum"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    e = np.exp(scores - scores.max())
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V, weights
