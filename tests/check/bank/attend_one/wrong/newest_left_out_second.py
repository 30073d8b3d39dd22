"""The newest position's own key is forbidden."""

import math

import numpy as np

HELD_OUT = True
NAMED = "newest-forbidden+sometimes"


def attend_one(q, K_cache, V_cache):
    t = K_cache.shape[-2]
    scores = q @ np.swapaxes(K_cache, -1, -2) / math.sqrt(q.shape[-1])
    if t > 1:
        scores = np.where(np.arange(t) == t - 1, -np.inf, scores)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights @ V_cache, weights
