"""Never joins the heads: adds up every head's part of the product with its rows of W_o."""

import numpy as np

HELD_OUT = True


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = W_q.shape[1] // num_heads
    n_q, n_k = X_q.shape[-2], X_kv.shape[-2]
    Y = np.zeros(X_q.shape, dtype=X_q.dtype)
    A = np.zeros(X_q.shape[:-2] + (num_heads, n_q, n_k), dtype=X_q.dtype)
    full = None
    if mask is not None:
        full = mask if mask.ndim > X_q.ndim else np.expand_dims(mask, -3)
        full = np.broadcast_to(full, A.shape)
    for i in reversed(range(num_heads)):
        cols = slice(i * d_k, i * d_k + d_k)
        # fold W_q and W_k into one bilinear form
        form = W_q[:, cols] @ W_k[:, cols].T
        s = X_q @ form @ np.swapaxes(X_kv, -1, -2) / d_k**0.5
        keep = np.ones(s.shape, bool) if full is None else full[..., i, :, :]
        low = np.where(keep, s, -np.inf).max(-1, keepdims=True)
        low = np.where(keep.any(-1, keepdims=True), low, 0).astype(s.dtype)
        e = np.exp(np.where(keep, s - low, -np.inf))
        total = e.sum(-1, keepdims=True)
        w = np.divide(e, total, out=np.zeros_like(e), where=total > 0)
        A[..., i, :, :] = w
        Y += w @ (X_kv @ (W_v[:, cols] @ W_o[cols]))
    return Y, A
