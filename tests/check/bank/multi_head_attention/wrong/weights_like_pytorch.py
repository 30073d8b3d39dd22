"""The weights are averaged over the heads, as nn.MultiheadAttention does unless told otherwise."""

import numpy as np

NAMED = "weights-averaged"


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def split(X, h):
    *batch, n, d = X.shape
    return np.swapaxes(X.reshape(*batch, n, h, d // h), -2, -3)


def merge(Z):
    *batch, h, n, d_k = Z.shape
    return np.swapaxes(Z, -2, -3).reshape(*batch, n, h * d_k)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    Q, K, V = (split(A, num_heads) for A in (Q, K, V))
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return merge(weights @ V) @ W_o, weights.mean(axis=-3)
