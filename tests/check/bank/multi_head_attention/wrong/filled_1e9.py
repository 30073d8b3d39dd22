"""Fills masked scores with -1e9, so a fully masked row attends everywhere."""

import numpy as np

HELD_OUT = True
NAMED = "minus-1e9-empty-row"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads

    def to_heads(X):
        return np.moveaxis(X.reshape(*X.shape[:-1], num_heads, d_k), -2, -3)

    Q, K, V = map(to_heads, (X_q @ W_q, X_kv @ W_k, X_kv @ W_v))
    s = Q @ np.swapaxes(K, -1, -2) / d_k**0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        s = np.where(mask, s, -1e9)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    Z = np.moveaxis(w @ V, -3, -2)
    return Z.reshape(X_q.shape) @ W_o, w
