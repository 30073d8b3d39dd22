"""Each head's weights are masked after the softmax, and divided by what is left with an epsilon."""

import numpy as np

NAMED = "renormalised-with-epsilon"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = (
        x.reshape(*x.shape[:-1], num_heads, -1).swapaxes(-2, -3) for x in (X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    )
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = weights * (mask[..., None, :, :] if mask.ndim == X_q.ndim else mask)
        weights /= weights.sum(axis=-1, keepdims=True) + 1e-12
    Z = (weights @ V).swapaxes(-2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
