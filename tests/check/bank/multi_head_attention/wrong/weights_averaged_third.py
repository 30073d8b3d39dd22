"""Returns the weights averaged over the heads."""
HELD_OUT = True
NAMED = "weights-averaged"

import math

import numpy as np


def softmax(s):
    m = s.max(axis=-1, keepdims=True)
    e = np.exp(s - np.where(np.isinf(m), 0, m))
    t = e.sum(axis=-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def split(X):
        return np.moveaxis(X.reshape(*X.shape[:-1], num_heads, X.shape[-1] // num_heads), -2, -3)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = np.expand_dims(mask, -3)
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    Z = np.moveaxis(weights @ V, -3, -2)
    output = Z.reshape(*Z.shape[:-2], Z.shape[-2] * Z.shape[-1]) @ W_o
    return output, weights.mean(axis=-3)
