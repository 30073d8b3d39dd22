"""Batch and heads are flattened to one axis, as bmm wants it; the mask is written out for all."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    batch, (n_q, d), n_k = X_q.shape[:-2], X_q.shape[-2:], X_kv.shape[-2]

    def flat(P):
        P = P.reshape(-1, P.shape[-2], num_heads, d // num_heads).transpose(0, 2, 1, 3)
        return P.reshape(-1, P.shape[2], P.shape[3])

    Q, K, V = flat(X_q @ W_q), flat(X_kv @ W_k), flat(X_kv @ W_v)
    scores = Q @ K.transpose(0, 2, 1) / (d // num_heads) ** 0.5
    if mask is not None:
        if mask.ndim == X_q.ndim:
            mask = mask[..., None, :, :]
        allowed = np.broadcast_to(mask, (*batch, num_heads, n_q, n_k)).reshape(scores.shape)
        scores = np.where(allowed, scores, -np.inf)
    highest = scores.max(axis=2, keepdims=True)
    exps = np.exp(scores - np.where(highest == -np.inf, 0, highest))
    total = exps.sum(axis=2, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)
    Z = (weights @ V).reshape(-1, num_heads, n_q, d // num_heads).transpose(0, 2, 1, 3)
    return Z.reshape(*batch, n_q, d) @ W_o, weights.reshape(*batch, num_heads, n_q, n_k)
