"""The function for one head takes a mask, and the layer does not pass it on."""

import numpy as np

NAMED = "mask-ignored"


def attention(Q, K, V, mask=None):
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    heads = [
        attention(q, k, v)
        for q, k, v in zip(
            np.split(X_q @ W_q, num_heads, axis=-1),
            np.split(X_kv @ W_k, num_heads, axis=-1),
            np.split(X_kv @ W_v, num_heads, axis=-1),
            strict=True,
        )
    ]
    output = np.concatenate([z for z, _ in heads], axis=-1) @ W_o
    return output, np.stack([w for _, w in heads], axis=-3)
