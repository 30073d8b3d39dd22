"""Two mistakes: the root of the length, and exponentials that overflow."""

import numpy as np

NAMED = "divided-by-root-n_k+no-maximum"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2) / np.sqrt(K_cache.shape[-2])
    e = np.exp(s)
    w = e / e.sum(axis=-1, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
