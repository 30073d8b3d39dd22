"""The softmax's derivative is taken entry by entry, as w (1 - w)."""

import math

import numpy as np

HELD_OUT = True
NAMED = "diagonal-only"


def _masked_softmax(s, mask):
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    m = s.max(axis=-1, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    e = np.exp(s - m)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def attention_backward(dO, Q, K, V, mask=None):
    scale = 1 / math.sqrt(Q.shape[-1])
    S = Q @ np.swapaxes(K, -1, -2) * scale
    W = _masked_softmax(S, mask)
    dV = np.swapaxes(W, -1, -2) @ dO
    dW = dO @ np.swapaxes(V, -1, -2)
    dS = dW * W * (1 - W)
    dQ = dS @ K * scale
    dK = np.swapaxes(dS, -1, -2) @ Q * scale
    return dQ, dK, dV
