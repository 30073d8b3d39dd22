"""One einsum a step, with the maps cut into heads once."""

import numpy as np


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_model = W_q.shape[0]
    q, k, v = (W.reshape(d_model, num_heads, -1) for W in (W_q, W_k, W_v))
    Q = np.einsum("...nm,mhd->...hnd", X_q, q)
    K = np.einsum("...nm,mhd->...hnd", X_kv, k)
    V = np.einsum("...nm,mhd->...hnd", X_kv, v)
    scores = np.einsum("...id,...jd->...ij", Q, K) * Q.shape[-1] ** -0.5
    if mask is not None:
        heads_known = mask.ndim == X_q.ndim + 1
        scores = np.where(mask if heads_known else np.expand_dims(mask, -3), scores, -np.inf)
    weights = softmax(scores)
    o = W_o.reshape(num_heads, -1, d_model)
    return np.einsum("...hij,...hjd,hdm->...im", weights, V, o), weights
