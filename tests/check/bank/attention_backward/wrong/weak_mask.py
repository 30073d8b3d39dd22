"""Adds -50 to masked scores, so masked keys with large scores still get gradients."""

import numpy as np

HELD_OUT = True


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    S = Q @ np.swapaxes(K, -1, -2) / root
    if mask is not None:
        S = S + np.where(mask, 0.0, -50.0).astype(S.dtype)
    W = np.exp(S - S.max(axis=-1, keepdims=True))
    W /= W.sum(axis=-1, keepdims=True)
    if mask is not None:
        W = W * mask.any(axis=-1, keepdims=True)
    dW = dO @ np.swapaxes(V, -1, -2)
    dS = W * (dW - (W * dW).sum(axis=-1, keepdims=True))
    dQ = dS @ K / root
    dK = np.swapaxes(dS, -1, -2) @ Q / root
    return dQ, dK, np.swapaxes(W, -1, -2) @ dO
