"""Gives a batched mask no head axis, so its batch axis meets the heads."""

import numpy as np

HELD_OUT = True
NAMED = "mask-meets-heads"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    *batch, n_q, d_model = X_q.shape
    n_k = X_kv.shape[-2]
    d_k = d_model // num_heads
    Q = (X_q @ W_q).reshape(*batch, n_q, num_heads, d_k).swapaxes(-3, -2)
    K = (X_kv @ W_k).reshape(*batch, n_k, num_heads, d_k).swapaxes(-3, -2)
    V = (X_kv @ W_v).reshape(*batch, n_k, num_heads, d_k).swapaxes(-3, -2)
    scores = (Q @ K.swapaxes(-1, -2)) * d_k**-0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    peak = np.maximum(scores.max(-1, keepdims=True), np.finfo(scores.dtype).min)
    e = np.exp(scores - peak)
    s = e.sum(-1, keepdims=True)
    weights = np.divide(e, s, out=np.zeros_like(e), where=s > 0)
    out = (weights @ V).swapaxes(-3, -2).reshape(*batch, n_q, d_model)
    return out @ W_o, weights
