"""All three are projected from X_kv."""

import numpy as np

NAMED = "all-from-the-answering-sequence"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = W_q.shape[1] // num_heads

    def heads(X):
        return X.reshape(*X.shape[:-1], num_heads, d_k).swapaxes(-2, -3)

    Q = heads(X_kv @ W_q)
    K = heads(X_kv @ W_k)
    V = heads(X_kv @ W_v)
    scores = Q @ K.swapaxes(-1, -2) / d_k**0.5
    if mask is not None:
        mask = mask if mask.ndim > X_q.ndim else mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    highest = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = weights.sum(axis=-1, keepdims=True)
    weights = weights / np.where(total == 0, 1, total)
    Z = weights @ V
    Z = Z.swapaxes(-2, -3).reshape(X_q.shape)
    return Z @ W_o, weights
