"""Takes the queries from X_kv and the keys and values from X_q."""
HELD_OUT = True
NAMED = "sequences-swapped"

import math

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = W_q.shape[1]
    d_k = d_model // num_heads

    def heads(X, W):
        Y = np.matmul(X, W)
        return np.stack([Y[..., i * d_k : (i + 1) * d_k] for i in range(num_heads)], axis=-3)

    Q = heads(X_kv, W_q)
    K = heads(X_q, W_k)
    V = heads(X_q, W_v)
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(d_k)
    if mask is not None:
        mask = mask if mask.ndim > X_q.ndim else mask[..., np.newaxis, :, :]
        scores = np.where(mask, scores, -np.inf)
    top = np.max(scores, axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = np.sum(exps, axis=-1, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)
    Z = np.matmul(weights, V)
    Z = np.concatenate([Z[..., i, :, :] for i in range(num_heads)], axis=-1)
    return np.matmul(Z, W_o), weights
