"""A helper returns Q, K, V and is unpacked as Q, V, K."""

import numpy as np

NAMED = "keys-and-values-swapped"


def project(X_q, X_kv, W_q, W_k, W_v, h):
    def split(X):
        return X.reshape(*X.shape[:-1], h, X.shape[-1] // h).swapaxes(-2, -3)

    return split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, V, K = project(X_q, X_kv, W_q, W_k, W_v, num_heads)
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask[..., None, :, :] if mask.ndim == X_q.ndim else mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    Z = (weights @ V).swapaxes(-2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
