"""Queries and keys are each divided by the root, so it is divided twice."""

import numpy as np

NAMED = "scaled-twice"


def attention(Q, K, V):
    root = np.sqrt(Q.shape[-1])
    scores = (Q / root) @ np.swapaxes(K / root, -1, -2)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V, weights
