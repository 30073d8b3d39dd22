"""np.sqrt of a whole number is a float64, and turns float32 into float64."""

import numpy as np

NUMPY_2 = True  # NumPy 1 lets a scalar widen nothing
NAMED = "criterion:dtype"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads
    Q, K, V = (
        x.reshape(*x.shape[:-1], num_heads, d_k).swapaxes(-2, -3) for x in (X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    )
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask[..., None, :, :] if mask.ndim == X_q.ndim else mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    weights = e / np.where(total == 0, 1, total)
    Z = (weights @ V).swapaxes(-2, -3)
    return Z.reshape(*Z.shape[:-2], -1) @ W_o, weights
