"""The softmax goes over the heads, which are the axis that came to mind."""

import numpy as np

NAMED = "softmax-over-heads"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = X_q.shape[-1]
    d_k = d_model // num_heads
    Q = (X_q @ W_q).reshape(*X_q.shape[:-1], num_heads, d_k)
    K = (X_kv @ W_k).reshape(*X_kv.shape[:-1], num_heads, d_k)
    V = (X_kv @ W_v).reshape(*X_kv.shape[:-1], num_heads, d_k)
    scores = np.einsum("...qhd,...khd->...hqk", Q, K) / d_k**0.5
    if mask is not None:
        if mask.ndim == X_q.ndim:
            mask = np.expand_dims(mask, -3)
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-3, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-3, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    Z = np.einsum("...hqk,...khd->...qhd", weights, V)
    return Z.reshape(*X_q.shape[:-1], d_model) @ W_o, weights
