"""W_o's rows are the same for every head: each head is mixed by the first block of W_o and summed."""

import math

import numpy as np

HELD_OUT = True
NAMED = "sum-in-the-first-block"


def _masked_softmax(s, mask):
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    m = s.max(axis=-1, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    e = np.exp(s - m)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def _split(X, h):
    *b, n, d = X.shape
    return np.swapaxes(X.reshape(*b, n, h, d // h), -2, -3)


def _merge(H):
    *b, h, n, d = H.shape
    return np.swapaxes(H, -2, -3).reshape(*b, n, h * d)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = (_split(x @ w, num_heads) for x, w in ((X_q, W_q), (X_kv, W_k), (X_kv, W_v)))
    d_k = Q.shape[-1]
    if mask is not None and 2 <= mask.ndim <= X_q.ndim:
        mask = mask[..., None, :, :]
    weights = _masked_softmax(np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(d_k), mask)
    Z = weights @ V
    output = 0
    for i in range(num_heads):
        output = output + Z[..., i, :, :] @ W_o[:d_k]
    return output, weights
