"""The heads are made by one reshape, and by one reshape they are merged again."""

import numpy as np

NAMED = "reshape-alone+merged-without-turning-back"


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    Q, K, V = (A.reshape(*A.shape[:-2], num_heads, A.shape[-2], -1) for A in (Q, K, V))
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    Z = weights @ V
    return Z.reshape(X_q.shape) @ W_o, weights
