"""Takes W (1 - W) as the derivative of the softmax, its diagonal only."""
HELD_OUT = True
NAMED = "diagonal-only"

import math

import numpy as np


def attention_backward(dO, Q, K, V, mask=None):
    scale = 1 / math.sqrt(Q.shape[-1])
    S = Q @ np.swapaxes(K, -1, -2) * scale
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    m = S.max(axis=-1, keepdims=True)
    E = np.exp(S - np.where(np.isinf(m), 0, m))
    total = E.sum(axis=-1, keepdims=True)
    W = E / np.where(total == 0, 1, total)
    dV = np.swapaxes(W, -1, -2) @ dO
    dW = dO @ np.swapaxes(V, -1, -2)
    dS = dW * W * (1 - W)
    dQ = dS @ K * scale
    dK = np.swapaxes(dS, -1, -2) @ Q * scale
    return dQ, dK, dV
