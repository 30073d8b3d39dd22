"""Divides by the root of d_model instead of d_k."""

import numpy as np

HELD_OUT = True
NAMED = "divided-by-root-d_model"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = X_q.shape[-1]
    d_k = d_model // num_heads

    def split(X):
        return X.reshape(*X.shape[:-1], num_heads, d_k).swapaxes(-2, -3)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = Q @ K.swapaxes(-1, -2) / d_model**0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = np.expand_dims(mask, -3)
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(scores.dtype)
    e = np.exp(scores - top)
    total = e.sum(-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total).astype(e.dtype)
    Z = (weights @ V).swapaxes(-2, -3).reshape(X_q.shape)
    return Z @ W_o, weights
