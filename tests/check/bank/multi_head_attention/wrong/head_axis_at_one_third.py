"""Gives the mask its axis of heads at position 1 always, which is right for a mask with one batch axis only."""
HELD_OUT = True

import math

import numpy as np


def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    x = np.exp(x - np.where(np.isneginf(top), 0, top))
    total = x.sum(axis=-1, keepdims=True)
    return x / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    def split(X):
        X = X.reshape(*X.shape[:-1], num_heads, X.shape[-1] // num_heads)
        return X.swapaxes(-3, -2)

    Q, K, V = split(X_q @ W_q), split(X_kv @ W_k), split(X_kv @ W_v)
    scores = Q @ K.swapaxes(-2, -1) / math.sqrt(Q.shape[-1])
    if mask is not None:
        if mask.ndim < scores.ndim:
            mask = mask[:, None]
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    Z = (weights @ V).swapaxes(-3, -2)
    return Z.reshape(*Z.shape[:-2], Z.shape[-2] * Z.shape[-1]) @ W_o, weights
