"""n, d = X.shape, and transpose(1, 0, 2): no batch can come in."""

import numpy as np

NAMED = "sizes"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    n_q, d_model = X_q.shape
    n_k, _ = X_kv.shape
    d_k = d_model // num_heads
    Q = (X_q @ W_q).reshape(n_q, num_heads, d_k).transpose(1, 0, 2)
    K = (X_kv @ W_k).reshape(n_k, num_heads, d_k).transpose(1, 0, 2)
    V = (X_kv @ W_v).reshape(n_k, num_heads, d_k).transpose(1, 0, 2)
    scores = Q @ K.transpose(0, 2, 1) / d_k**0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    return (weights @ V).transpose(1, 0, 2).reshape(n_q, d_model) @ W_o, weights
