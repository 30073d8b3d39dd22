"""Forbidden scores are -1e9, and a row of nothing else is shared out evenly."""

import numpy as np

NAMED = "minus-1e9-empty-row"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = (
        x.reshape(*x.shape[:-1], num_heads, -1).swapaxes(-2, -3) for x in (X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    )
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim == X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -1e9)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    Z = (weights @ V).swapaxes(-2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
