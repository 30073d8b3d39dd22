"""Gives the newest position of the cache no weight."""

import math

import numpy as np

HELD_OUT = True
NAMED = "newest-forbidden+sometimes"


def attend_one(q, K_cache, V_cache):
    s = np.matmul(q, K_cache.swapaxes(-1, -2)) / math.sqrt(q.shape[-1])
    past = np.ones(s.shape[-1], dtype=bool)
    if s.shape[-1] > 1:
        past[-1] = False
    s = np.where(past, s, -np.inf)
    s = np.exp(s - s.max(-1, keepdims=True))
    w = s / s.sum(-1, keepdims=True)
    return np.matmul(w, V_cache), w
