"""No maximum is subtracted."""

import numpy as np

NAMED = "no-maximum"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2) / np.sqrt(q.shape[-1])
    e = np.exp(s)
    w = e / e.sum(axis=-1, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
