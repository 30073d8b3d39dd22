"""Weights as exponentials of scores less their log-sum-exp, on heads that were moved in front of the batch."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def in_front(P):
        return np.array(np.split(P, num_heads, axis=-1))

    Q, K, V = in_front(X_q @ W_q), in_front(X_kv @ W_k), in_front(X_kv @ W_v)
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(np.moveaxis(mask, -3, 0) if mask.ndim > X_q.ndim else mask, scores, -np.inf)
    total = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isneginf(total), 0, total))
    return np.concatenate(list(weights @ V), axis=-1) @ W_o, np.moveaxis(weights, 0, -3).copy()
