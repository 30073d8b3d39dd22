"""The mean over the heads is the output; W_o would not fit."""

import numpy as np

NAMED = "heads-averaged+no-output-map"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def split(X):
        return X.reshape(*X.shape[:-1], num_heads, -1).swapaxes(-2, -3)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask[..., None, :, :] if mask.ndim == X_q.ndim else mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    return (weights @ V).mean(axis=-3), weights
