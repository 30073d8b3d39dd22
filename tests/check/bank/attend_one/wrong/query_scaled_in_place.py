"""Scales the caller's query in place."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def attend_one(q, K_cache, V_cache):
    q /= q.shape[-1] ** 0.5
    s = q @ np.swapaxes(K_cache, -1, -2)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p @ V_cache, p
