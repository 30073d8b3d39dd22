"""Folds the heads into the batch as batch-major but tiles the mask head-major, wrong when batch and heads exceed 1."""

import numpy as np

HELD_OUT = True
NAMED = "mask-tiled"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    lead = X_q.shape[:-2]
    B = int(np.prod(lead))
    n_q, n_k, d = X_q.shape[-2], X_kv.shape[-2], X_q.shape[-1]
    d_k = d // num_heads

    def fold(A, n):
        return A.reshape(B, n, num_heads, d_k).transpose(0, 2, 1, 3).reshape(B * num_heads, n, d_k)

    Q, K, V = fold(X_q @ W_q, n_q), fold(X_kv @ W_k, n_k), fold(X_kv @ W_v, n_k)
    s = Q @ K.transpose(0, 2, 1) / d_k**0.5
    if mask is not None:
        if mask.ndim > X_q.ndim:
            m = np.broadcast_to(mask, lead + (num_heads, n_q, n_k)).reshape(B * num_heads, n_q, n_k)
        else:
            m = np.broadcast_to(mask, lead + (n_q, n_k)).reshape(B, n_q, n_k)
            m = np.tile(m, (num_heads, 1, 1))
        s = np.where(m, s, -np.inf)
    top = s.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    e = np.exp(s - top)
    t = e.sum(-1, keepdims=True)
    t[t == 0] = 1
    w = e / t
    Z = (w @ V).reshape(B, num_heads, n_q, d_k).transpose(0, 2, 1, 3).reshape(lead + (n_q, d))
    return Z @ W_o, w.reshape(lead + (num_heads, n_q, n_k))
