"""50 is taken off forbidden scores, so a little weight leaks through, and much where such a score was large."""

import math

import numpy as np

HELD_OUT = True
NAMED = "score-of-50"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    alive = np.array(True)
    if mask is not None:
        scores = np.where(mask, scores, scores - 50.0)
        alive = np.broadcast_to(mask, scores.shape).any(axis=-1, keepdims=True)
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    weights = weights * alive
    return weights @ V, weights
