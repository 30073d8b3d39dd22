"""In a fully masked row the output is set to 0, but the weights beside it stay uniform."""

import math

import numpy as np

HELD_OUT = True
NAMED = "weights-of-empty-row"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, np.finfo(scores.dtype).min)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    output = weights @ V
    if mask is not None:
        dead = ~np.broadcast_to(mask, weights.shape).any(axis=-1)
        output[dead] = 0
    return output, weights
