"""Takes the softmax along axis 1 instead of the last one."""
HELD_OUT = True
NAMED = "softmax-axis-1"

import math

import numpy as np


def softmax(s, axis):
    m = np.max(s, axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    e = np.exp(s - m)
    t = np.sum(e, axis=axis, keepdims=True)
    return e / np.where(t == 0, 1, t)


def split_heads(X, h):
    *lead, n, d = X.shape
    return X.reshape(*lead, n, h, d // h).swapaxes(-2, -3)


def combine_heads(H):
    H = H.swapaxes(-2, -3)
    return H.reshape(*H.shape[:-2], H.shape[-2] * H.shape[-1])


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q = split_heads(X_q @ W_q, num_heads)
    K = split_heads(X_kv @ W_k, num_heads)
    V = split_heads(X_kv @ W_v, num_heads)
    scores = np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(Q.shape[-1])
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores, axis=1)
    return combine_heads(weights @ V) @ W_o, weights
