"""Opens fully masked rows of the caller's mask in place to avoid NaN, then zeroes them in the result."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    h = num_heads
    d_k = W_q.shape[1] // h
    Q = (X_q @ W_q).reshape(X_q.shape[:-1] + (h, d_k)).swapaxes(-2, -3)
    K = (X_kv @ W_k).reshape(X_kv.shape[:-1] + (h, d_k)).swapaxes(-2, -3)
    V = (X_kv @ W_v).reshape(X_kv.shape[:-1] + (h, d_k)).swapaxes(-2, -3)
    S = Q @ K.swapaxes(-1, -2) / d_k**0.5
    dead = None
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        dead = ~mask.any(axis=-1, keepdims=True)
        mask |= dead
        S = np.where(mask, S, -np.inf)
    S = S - S.max(axis=-1, keepdims=True)
    W = np.exp(S)
    W /= W.sum(axis=-1, keepdims=True)
    if dead is not None:
        W = np.where(dead, 0, W).astype(S.dtype)
    Z = (W @ V).swapaxes(-2, -3).reshape(X_q.shape)
    return Z @ W_o, W
