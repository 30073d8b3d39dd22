"""The scores are divided by the root of d_model, not of a head's d_k."""

import math

import numpy as np

HELD_OUT = True
NAMED = "divided-by-root-d_model"


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
    Q, K, V = _split(X_q @ W_q, num_heads), _split(X_kv @ W_k, num_heads), _split(X_kv @ W_v, num_heads)
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(X_q.shape[-1])
    if mask is not None and mask.ndim <= X_q.ndim and mask.ndim >= 2:
        mask = np.expand_dims(mask, -3)
    weights = _masked_softmax(scores, mask)
    return _merge(weights @ V) @ W_o, weights
