"""Multiplies X_kv with W_v transposed, and subtracts one maximum of the whole array."""

import numpy as np

HELD_OUT = True


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads
    heads = lambda A: A.reshape(*A.shape[:-1], num_heads, d_k).swapaxes(-2, -3)
    Q, K, V = heads(X_q @ W_q), heads(X_kv @ W_k), heads(X_kv @ W_v.T)
    s = np.einsum("...hqd,...hkd->...hqk", Q, K) / d_k**0.5
    e = np.exp(s - s.max())
    if mask is not None:
        e = e * (mask if mask.ndim > X_q.ndim else mask[..., None, :, :])
    t = e.sum(-1, keepdims=True)
    w = e / np.where(t == 0, 1, t).astype(e.dtype)
    Z = np.einsum("...hqk,...hkd->...qhd", w, V)
    return Z.reshape(X_q.shape) @ W_o, w
