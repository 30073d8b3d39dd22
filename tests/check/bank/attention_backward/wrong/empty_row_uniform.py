"""A row that may attend to nothing gets uniform weights, from one large negative number."""

import math

import numpy as np

HELD_OUT = True
NAMED = "minus-1e9-empty-row"


def _softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention_backward(dO, Q, K, V, mask=None):
    scale = 1 / math.sqrt(Q.shape[-1])
    S = Q @ np.swapaxes(K, -1, -2) * scale
    W = _softmax(S if mask is None else np.where(mask, S, -1e30).astype(S.dtype))
    dV = np.swapaxes(W, -1, -2) @ dO
    dW = dO @ np.swapaxes(V, -1, -2)
    dS = W * (dW - (W * dW).sum(axis=-1, keepdims=True))
    dQ = dS @ K * scale
    dK = np.swapaxes(dS, -1, -2) @ Q * scale
    return dQ, dK, dV
