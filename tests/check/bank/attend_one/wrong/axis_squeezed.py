"""Squeezes every axis of length 1 out of the results."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:shape"


def attend_one(q, K_cache, V_cache):
    s = q @ np.moveaxis(K_cache, -1, -2) / q.shape[-1] ** 0.5
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return np.squeeze(w @ V_cache), np.squeeze(w)
