"""The softmax goes over the axis of the one query, so that all weights are 1."""

import numpy as np

NAMED = "softmax-over-queries"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2) / np.sqrt(q.shape[-1])
    e = np.exp(s - s.max(axis=-2, keepdims=True))
    w = e / e.sum(axis=-2, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
