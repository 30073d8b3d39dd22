"""A fully masked row becomes NaN."""

import math

import numpy as np

HELD_OUT = True
NAMED = "empty-row-nan"


def attention(Q, K, V, mask=None):
    s = np.einsum("...qd,...kd->...qk", Q, K) / math.sqrt(Q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    w = np.exp(s - np.max(s, axis=-1, keepdims=True))
    w = w / np.sum(w, axis=-1, keepdims=True)
    return np.einsum("...qk,...kv->...qv", w, V), w
