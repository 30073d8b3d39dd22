"""The softmax of each head goes down the columns."""

import numpy as np

NAMED = "softmax-over-queries"


def softmax(x, axis):
    top = np.max(x, axis=axis, keepdims=True)
    e = np.exp(x - np.where(np.isfinite(top), top, 0))
    s = np.sum(e, axis=axis, keepdims=True)
    return np.divide(e, s, out=np.zeros_like(e), where=s > 0)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads

    def split(X):
        return np.moveaxis(X.reshape(*X.shape[:-1], num_heads, d_k), -2, -3)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = Q @ np.swapaxes(K, -1, -2) / d_k**0.5
    if mask is not None:
        scores = np.where(mask[..., None, :, :] if mask.ndim == X_q.ndim else mask, scores, -np.inf)
    weights = softmax(scores, axis=-2)
    Z = np.moveaxis(weights @ V, -3, -2)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
