"""Clears the NaN of fully masked rows in the output but not in the weights."""
HELD_OUT = True
NAMED = "weights-nan"

import math

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    with np.errstate(invalid="ignore"):
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = e / e.sum(axis=-1, keepdims=True)
    output = np.nan_to_num(weights @ V)
    return output, weights
