"""Forgets the factor 1 over root d_k in dK."""

import numpy as np

HELD_OUT = True
NAMED = "factor"


def attention_backward(dO, Q, K, V, mask=None):
    scale = Q.shape[-1] ** -0.5
    S = Q @ K.swapaxes(-1, -2) * scale
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    top = S.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    E = np.exp(S - top)
    T = E.sum(-1, keepdims=True)
    T[T == 0] = 1
    P = E / T
    dV = P.swapaxes(-1, -2) @ dO
    dP = dO @ V.swapaxes(-1, -2)
    dS = P * (dP - (dP * P).sum(-1, keepdims=True))
    dQ = dS @ K * scale
    dK = dS.swapaxes(-1, -2) @ Q
    return dQ, dK, dV
