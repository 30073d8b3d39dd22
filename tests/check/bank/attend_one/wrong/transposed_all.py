"""K_cache.T turns the batch axes around as well."""

import numpy as np

NAMED = "reversed-axes"


def attend_one(q, K_cache, V_cache):
    s = q @ K_cache.T / np.sqrt(q.shape[-1])
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
