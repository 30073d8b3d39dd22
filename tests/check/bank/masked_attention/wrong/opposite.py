"""True is taken to mean "forbidden"."""

import math

import numpy as np

HELD_OUT = True
NAMED = "polarity"


def attention(Q, K, V, mask=None):
    logits = (Q @ np.moveaxis(K, -1, -2)) / math.sqrt(K.shape[-1])
    if mask is not None:
        logits = np.where(mask, -np.inf, logits)
    top = logits.max(axis=-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    e = np.exp(logits - top)
    total = e.sum(axis=-1, keepdims=True)
    weights = (e / np.where(total == 0, 1, total)).astype(Q.dtype)
    return weights @ V, weights
