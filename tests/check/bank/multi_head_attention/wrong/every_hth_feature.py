"""Head i gets the features i, i + h, i + 2h, and the merge puts the heads side by side."""

import numpy as np

NAMED = "interleaved"


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
    Q, K, V = (np.stack([A[..., i::num_heads] for i in range(num_heads)], axis=-3) for A in (Q, K, V))
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    Z = weights @ V
    return np.concatenate([Z[..., i, :, :] for i in range(num_heads)], axis=-1) @ W_o, weights
