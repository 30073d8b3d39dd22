"""Forgets W_o, and divides by the square root of d_model instead of d_k."""
HELD_OUT = True
NAMED = "divided-by-root-d_model+no-output-map"

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = X_q.shape[-1]
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    results, all_weights = [], []
    for q, k, v, i in zip(
        np.split(Q, num_heads, axis=-1),
        np.split(K, num_heads, axis=-1),
        np.split(V, num_heads, axis=-1),
        range(num_heads),
    ):
        s = q @ np.swapaxes(k, -1, -2) / d_model**0.5
        if mask is not None:
            if mask.ndim > X_q.ndim:
                own = np.broadcast_to(mask, (*mask.shape[:-3], num_heads, *mask.shape[-2:]))[..., i, :, :]
            else:
                own = mask
            s = np.where(own, s, -np.inf)
        m = s.max(axis=-1, keepdims=True)
        e = np.exp(s - np.where(np.isinf(m), 0, m))
        t = e.sum(axis=-1, keepdims=True)
        w = e / np.where(t == 0, 1, t)
        results.append(w @ v)
        all_weights.append(w)
    return np.concatenate(results, axis=-1), np.stack(all_weights, axis=-3)
