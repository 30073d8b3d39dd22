"""numpy.ma for the mask, np.stack and np.concatenate for the heads."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = (
        np.stack(np.split(P, num_heads, axis=-1), axis=-3) for P in (X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    )
    scores = Q @ K.swapaxes(-1, -2) * Q.shape[-1] ** -0.5
    if mask is None:
        mask = np.ones(scores.shape, bool)
    elif mask.ndim == X_q.ndim:
        mask = mask[..., None, :, :]
    scores = np.ma.array(scores, mask=~np.broadcast_to(mask, scores.shape))
    exps = np.ma.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = np.ma.filled(exps / exps.sum(axis=-1, keepdims=True), 0).astype(X_q.dtype)
    Z = weights @ V
    return np.concatenate([Z[..., i, :, :] for i in range(num_heads)], axis=-1) @ W_o, weights
