"""The forbidden are given finite scores at the row's lowest allowed level, so nothing is ever -inf, and their exponentials are then cut."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V, mask=None, *, scale=None):
    scale = 1 / math.sqrt(Q.shape[-1]) if scale is None else scale
    scores = np.einsum("...qd,...kd->...qk", Q * scale, K)
    if mask is None:
        mask = np.ones((1, 1), dtype=bool)
    mask = np.broadcast_to(mask, scores.shape)
    lowest = np.min(scores, axis=-1, keepdims=True, where=mask, initial=np.inf)
    lowest = np.where(np.isinf(lowest), 0, lowest).astype(scores.dtype)
    scores = np.where(mask, scores, lowest)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    total = np.sum(e, axis=-1, keepdims=True)
    weights = np.divide(e, total, out=np.zeros_like(e), where=total > 0)
    return np.einsum("...qk,...kv->...qv", weights, V), weights
