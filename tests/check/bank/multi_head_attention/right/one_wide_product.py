"""Keys and values come out of one wide product; the scale is put into W_q."""

import numpy as np


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = X_q.shape[-1]
    d_k = d_model // num_heads
    batch, n_q, n_k = X_q.shape[:-2], X_q.shape[-2], X_kv.shape[-2]
    KV = (X_kv @ np.hstack([W_k, W_v])).reshape(*batch, n_k, 2, num_heads, d_k)
    K, V = np.moveaxis(KV, (-3, -2), (0, -3))
    Q = np.moveaxis((X_q @ (W_q / d_k**0.5)).reshape(*batch, n_q, num_heads, d_k), -2, -3)
    scores = np.matmul(Q, K.swapaxes(-1, -2))
    if mask is not None:
        allowed = mask if mask.ndim > X_q.ndim else mask.reshape(*mask.shape[:-2], 1, *mask.shape[-2:])
        scores[~np.broadcast_to(allowed, scores.shape)] = -np.inf
    weights = softmax(scores)
    Z = np.moveaxis(weights @ V, -3, -2).reshape(*batch, n_q, d_model)
    return Z @ W_o, weights
