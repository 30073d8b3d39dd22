"""A numpy.ma array carries the mask through maximum, exp and sum, and is filled with 0 at the end."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V, mask=None):
    s = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    hide = np.zeros(s.shape, bool) if mask is None else ~np.broadcast_to(mask, s.shape)
    s = np.ma.MaskedArray(s, mask=hide)
    e = np.ma.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    w = np.asarray(w.filled(0), dtype=Q.dtype)
    return w @ V, w
