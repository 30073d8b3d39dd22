"""Scales the caller's dO in place and undoes it for dV only."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    S = Q @ K.swapaxes(-1, -2) / root
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    top = S.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    P = np.exp(S - top)
    total = P.sum(-1, keepdims=True)
    total[total == 0] = 1
    P /= total
    dV = P.swapaxes(-1, -2) @ dO
    dO /= root
    dP = dO @ V.swapaxes(-1, -2)
    dS = P * (dP - (P * dP).sum(-1, keepdims=True))
    return dS @ K, dS.swapaxes(-1, -2) @ Q, dV
