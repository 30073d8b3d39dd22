"""Three axes are always read as heads, queries, keys: with a batch, the mask of a batch goes to a head."""

import numpy as np

NAMED = "mask-meets-heads"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def split(X):
        X = np.stack(np.split(X, num_heads, axis=-1))
        return np.moveaxis(X, 0, -3)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = np.einsum("...hqd,...hkd->...hqk", Q, K) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim == 3:
            mask = np.broadcast_to(mask, scores.shape)
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    Z = np.einsum("...hqk,...hkd->...qhd", weights, V)
    return Z.reshape(X_q.shape) @ W_o, weights
