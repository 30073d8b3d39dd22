"""Keys and values come from one fused map; the mask is added as 0 and -inf, and 0 / 0 is caught."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = W_q.shape[0]
    KV = X_kv @ np.hstack([W_k, W_v])
    KV = KV.reshape(*X_kv.shape[:-1], 2, num_heads, d_model // num_heads)
    K, V = KV[..., 0, :, :], KV[..., 1, :, :]
    Q = (X_q @ W_q).reshape(*X_q.shape[:-1], num_heads, -1)
    bias = np.zeros((1, 1), X_q.dtype)
    if mask is not None:
        bias = np.where(mask, 0, -np.inf).astype(X_q.dtype)
        if mask.ndim == X_q.ndim:
            bias = np.expand_dims(bias, -3)
    scores = np.einsum("...ihc,...jhc->...hij", Q, K) / Q.shape[-1] ** 0.5 + bias
    top = scores.max(axis=-1, keepdims=True)
    top[np.isneginf(top)] = 0
    exps = np.exp(scores - top)
    total = exps.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    weights = exps / total
    return np.einsum("...hij,...jhc->...ihc", weights, V).reshape(X_q.shape) @ W_o, weights
