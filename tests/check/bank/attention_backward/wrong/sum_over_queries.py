"""Sums over the queries instead of the keys in the derivative of the softmax."""

import numpy as np

HELD_OUT = True
NAMED = "column-sums"


def attention_backward(dO, Q, K, V, mask=None):
    c = Q.shape[-1] ** 0.5
    scores = (Q / c) @ np.swapaxes(K, -1, -2)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    high = np.max(scores, axis=-1, keepdims=True)
    high[~np.isfinite(high)] = 0
    A = np.exp(scores - high)
    norm = np.sum(A, axis=-1, keepdims=True)
    norm[norm == 0] = 1
    A = A / norm
    dA = dO @ np.swapaxes(V, -1, -2)
    inner = np.sum(A * dA, axis=-2, keepdims=True)
    dS = A * (dA - inner)
    return dS @ K / c, np.swapaxes(dS, -1, -2) @ Q / c, np.swapaxes(A, -1, -2) @ dO
