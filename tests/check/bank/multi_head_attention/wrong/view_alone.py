"""view(h, n, d_k) in one step, because the shape is then right."""

import numpy as np

NAMED = "reshape-alone"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    *batch, n_q, d_model = X_q.shape
    n_k = X_kv.shape[-2]
    d_k = d_model // num_heads
    Q = (X_q @ W_q).reshape(*batch, num_heads, n_q, d_k)
    K = (X_kv @ W_k).reshape(*batch, num_heads, n_k, d_k)
    V = (X_kv @ W_v).reshape(*batch, num_heads, n_k, d_k)
    scores = Q @ K.swapaxes(-1, -2) / d_k**0.5
    if mask is not None:
        if mask.ndim == X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    output = (weights @ V).swapaxes(-2, -3).reshape(*batch, n_q, d_model) @ W_o
    return output, weights
