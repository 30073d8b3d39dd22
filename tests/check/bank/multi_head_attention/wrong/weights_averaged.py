"""Returns the heads' weights averaged."""

import numpy as np

HELD_OUT = True
NAMED = "weights-averaged"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads
    split = lambda Y: np.stack(np.split(Y, num_heads, axis=-1), axis=-3)
    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = np.matmul(Q, K.swapaxes(-1, -2)) / d_k**0.5
    if mask is None:
        mask = np.ones(scores.shape[-2:], dtype=bool)
    if mask.ndim <= X_q.ndim:
        mask = mask[..., None, :, :]
    keep = np.broadcast_to(mask, scores.shape)
    top = np.max(scores, axis=-1, keepdims=True, where=keep, initial=-np.inf)
    top = np.where(keep.any(-1, keepdims=True), top, scores.dtype.type(0))
    e = np.exp(np.where(keep, scores - top, -np.inf))
    total = e.sum(-1, keepdims=True)
    weights = e / np.where(total == 0, scores.dtype.type(1), total)
    Z = weights @ V
    Z = np.concatenate([Z[..., i, :, :] for i in range(num_heads)], axis=-1)
    return Z @ W_o, weights.mean(axis=-3)
