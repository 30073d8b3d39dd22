"""Looks at the last 16 positions only, so longer caches lose their beginning."""

import numpy as np

HELD_OUT = True
NAMED = "limit"

WINDOW = 16


def attend_one(q, K_cache, V_cache):
    K = K_cache[..., -WINDOW:, :]
    V = V_cache[..., -WINDOW:, :]
    s = q @ K.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    full = np.zeros(w.shape[:-1] + (K_cache.shape[-2],), dtype=w.dtype)
    full[..., -WINDOW:] = w
    return w @ V, full
