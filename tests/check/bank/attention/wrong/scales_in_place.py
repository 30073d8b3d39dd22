"""The queries are divided in place, in the caller's array."""

import numpy as np

NAMED = "changes-input"


def attention(Q, K, V):
    Q /= np.sqrt(Q.shape[-1])
    scores = Q @ np.swapaxes(K, -1, -2)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V, weights
