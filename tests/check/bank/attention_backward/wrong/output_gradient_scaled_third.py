"""Multiplies the caller's dO by the scale in place, and so scales dV too."""
HELD_OUT = True
NAMED = "factor+changes-input"

import math

import numpy as np


def attention_backward(dO, Q, K, V, mask=None):
    scale = 1.0 / math.sqrt(K.shape[-1])
    S = (Q @ np.swapaxes(K, -2, -1)) * scale
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    top = np.max(S, axis=-1, keepdims=True)
    P = np.exp(S - np.where(np.isinf(top), 0, top))
    Z = np.sum(P, axis=-1, keepdims=True)
    P = P / np.where(Z == 0, 1, Z)

    dO *= scale
    dV = np.swapaxes(P, -2, -1) @ dO
    dP = dO @ np.swapaxes(V, -2, -1)
    dS = P * (dP - np.sum(P * dP, axis=-1, keepdims=True))
    return dS @ K, np.swapaxes(dS, -2, -1) @ Q, dV
