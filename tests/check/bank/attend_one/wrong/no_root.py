"""The scores are not scaled."""

import numpy as np

NAMED = "no-scale"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2)
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
