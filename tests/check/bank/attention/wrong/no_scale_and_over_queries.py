"""Two mistakes at once: no scale, and shares along the queries."""

import numpy as np

NAMED = "no-scale+softmax-over-queries"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2)
    e = np.exp(scores - scores.max(-2, keepdims=True))
    weights = e / e.sum(-2, keepdims=True)
    return weights @ V, weights
