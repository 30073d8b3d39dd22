"""Of a mask with batch axes the first one is used for the whole batch."""

import math

import numpy as np

HELD_OUT = True
NAMED = "first-mask-for-all"


def attention(Q, K, V, mask=None):
    scores = np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(Q.shape[-1])
    if mask is not None:
        while mask.ndim > 2 and len(mask):
            mask = mask[0]
        scores = np.where(mask, scores, -np.inf)
    peak = np.max(scores, axis=-1, keepdims=True)
    e = np.exp(scores - np.where(peak == -np.inf, 0, peak).astype(scores.dtype))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total > 0, total, 1)
    return weights @ V, weights
