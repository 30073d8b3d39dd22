"""True is taken to mean forbidden."""

import math

import numpy as np

HELD_OUT = True
NAMED = "polarity"


def _masked_softmax(s, mask):
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    m = s.max(axis=-1, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    e = np.exp(s - m)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def attention(Q, K, V, mask=None):
    scores = Q @ K.swapaxes(-1, -2) / math.sqrt(Q.shape[-1])
    allowed = None if mask is None else np.logical_not(mask)
    weights = _masked_softmax(scores, allowed)
    return weights @ V, weights
