"""Drops the axis of length 1, so the results are (..., d_v) and (..., t)."""
HELD_OUT = True
NAMED = "row-axis-lost"

import math

import numpy as np


def attend_one(q, K_cache, V_cache):
    query = q[..., 0, :]
    scores = np.sum(K_cache * query[..., None, :], axis=-1) / math.sqrt(query.shape[-1])
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    output = np.sum(weights[..., None] * V_cache, axis=-2)
    return output, weights
