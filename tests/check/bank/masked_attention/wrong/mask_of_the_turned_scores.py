"""Scores are computed keys by queries, masked with the mask as it is, and turned afterwards."""

import numpy as np

NAMED = "transposed-mask"


def attention(Q, K, V, mask=None):
    turned = K @ np.swapaxes(Q, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        turned = np.where(mask[:, None] if mask.ndim < 2 else mask, turned, -np.inf)
    top = turned.max(axis=-2, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    e = np.exp(turned - top)
    total = e.sum(axis=-2, keepdims=True)
    weights = np.swapaxes(e / np.where(total == 0, 1, total), -1, -2).copy()
    return weights @ V, weights
