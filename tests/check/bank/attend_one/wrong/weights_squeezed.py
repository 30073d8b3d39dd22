"""The weights have lost the axis of the one query."""

import numpy as np

NAMED = "weights-without-row-axis"


def attend_one(q, K_cache, V_cache):
    s = q @ np.swapaxes(K_cache, -1, -2) / np.sqrt(q.shape[-1])
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    return w @ V_cache, w.squeeze(-2)
