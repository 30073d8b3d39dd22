"""Multiplies the mask onto the finished weights and does not renormalise."""

import numpy as np

HELD_OUT = True
NAMED = "masked-after"


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads

    def split(X):
        return np.swapaxes(X.reshape(*X.shape[:-1], num_heads, d_k), -3, -2)

    Q = split(X_q @ W_q)
    K = split(X_kv @ W_k)
    V = split(X_kv @ W_v)
    weights = softmax(Q @ np.swapaxes(K, -2, -1) / d_k**0.5)
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., np.newaxis, :, :]
        weights = weights * mask
    Z = np.swapaxes(weights @ V, -3, -2)
    return Z.reshape(X_q.shape) @ W_o, weights
