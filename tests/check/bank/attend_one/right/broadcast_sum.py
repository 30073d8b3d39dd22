"""Uses products and sums over broadcast axes, no matrix product."""

import numpy as np

HELD_OUT = True


def attend_one(q, K_cache, V_cache):
    s = np.sum(K_cache * q, axis=-1) / q.shape[-1] ** 0.5
    s = s - np.amax(s, axis=-1, keepdims=True)
    w = np.exp(s)
    w = w / np.sum(w, axis=-1, keepdims=True)
    out = np.sum(w[..., None] * V_cache, axis=-2)
    return np.expand_dims(out, -2), np.expand_dims(w, -2)
