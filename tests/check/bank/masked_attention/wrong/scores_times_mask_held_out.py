"""The scores are multiplied by the mask, so a forbidden key has score 0 and still takes part."""

import math

import numpy as np

HELD_OUT = True
NAMED = "mask-leak"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = scores * mask
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    if mask is not None:
        some = np.broadcast_to(mask, scores.shape).any(-1, keepdims=True)
        weights = weights * some
    return weights @ V, weights
