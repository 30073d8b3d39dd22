"""Multiplies the scores by the mask, so forbidden keys get the score 0 instead of -inf."""
HELD_OUT = True

import math

import numpy as np


def attention(Q, K, V, mask=None):
    scores = np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = scores * mask
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = np.where(np.any(mask, axis=-1, keepdims=True), weights, 0)
    return np.einsum("...ij,...jv->...iv", weights, V), weights
