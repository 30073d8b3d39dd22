"""A loop over heads takes every h-th feature: Q[..., i::h], and writes them back that way."""

import numpy as np

NAMED = "interleaved+merged-interleaved"


def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    e = np.exp(x - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    Z, weights = np.empty_like(Q), []
    for i in range(num_heads):
        q, k, v = Q[..., i::num_heads], K[..., i::num_heads], V[..., i::num_heads]
        scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
        if mask is not None:
            m = mask
            if mask.ndim > X_q.ndim:
                m = mask[..., i if mask.shape[-3] > 1 else 0, :, :]
            scores = np.where(m, scores, -np.inf)
        weights.append(softmax(scores))
        Z[..., i::num_heads] = weights[-1] @ v
    return Z @ W_o, np.stack(weights, axis=-3)
