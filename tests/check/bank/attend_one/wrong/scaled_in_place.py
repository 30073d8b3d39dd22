"""q is divided where it stands."""

import numpy as np

NAMED = "changes-input"


def attend_one(q, K_cache, V_cache):
    q /= np.sqrt(q.shape[-1]).astype(q.dtype)
    s = q @ np.swapaxes(K_cache, -1, -2)
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    return (w @ V_cache).astype(q.dtype), w.astype(q.dtype)
