"""Does not divide the scores by the root of d_k."""

import numpy as np

HELD_OUT = True
NAMED = "no-scale"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2)
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    return w @ V_cache, w
