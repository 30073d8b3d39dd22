"""The axis of the heads stands in front of all batch axes until the end."""

import numpy as np


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def heads_first(X):
        return np.stack(np.split(X, num_heads, axis=-1))  # (h, ..., n, d_k)

    Q, K, V = heads_first(X_q @ W_q), heads_first(X_kv @ W_k), heads_first(X_kv @ W_v)
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim > X_q.ndim:
            mask = np.moveaxis(mask, -3, 0)
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    side_by_side = np.concatenate(list(weights @ V), axis=-1)
    return side_by_side @ W_o, np.moveaxis(weights, 0, -3)
