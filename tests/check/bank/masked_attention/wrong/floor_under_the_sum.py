"""Where the masked exponential sum is tiny it is lifted to 1e-6 after a softmax without the mask, so weights no longer sum to 1."""

import math

import numpy as np

HELD_OUT = True
NAMED = "renormalised-with-floor"


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    if mask is not None:
        p = p * mask
        p = p / np.maximum(p.sum(axis=-1, keepdims=True), 1e-6)
    return p @ V, p
