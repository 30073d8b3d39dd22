"""Subtracts one maximum of the whole batch, which underflows for sequences with far smaller scores."""

import numpy as np

HELD_OUT = True
NAMED = "global-maximum"


def attend_one(q, K_cache, V_cache):
    s = (q * K_cache).sum(axis=-1) / q.shape[-1] ** 0.5
    e = np.exp(s - np.max(s))
    w = (e / e.sum(axis=-1, keepdims=True))[..., None, :]
    return w @ V_cache, w
