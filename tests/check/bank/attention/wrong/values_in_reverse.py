"""The values are read in the opposite order of the keys."""

import numpy as np

NAMED = "values-in-reverse"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V[..., ::-1, :], weights
