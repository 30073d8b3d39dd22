"""Whatever mask comes, the triangle is used."""

import numpy as np

NAMED = "only-causal"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = (
        x.reshape(*x.shape[:-1], num_heads, -1).swapaxes(-2, -3) for x in (X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    )
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        mask = np.tril(np.ones(scores.shape[-2:], dtype=bool))
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    Z = (weights @ V).swapaxes(-2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
