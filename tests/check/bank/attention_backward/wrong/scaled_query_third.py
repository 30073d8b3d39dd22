"""Scales Q in the forward pass and forgets, in dQ, that it did."""
HELD_OUT = True
NAMED = "factor"

import math

import numpy as np


def T(A):
    return np.swapaxes(A, -1, -2)


def softmax(S):
    m = S.max(axis=-1, keepdims=True)
    E = np.exp(S - np.where(np.isneginf(m), 0, m))
    t = E.sum(axis=-1, keepdims=True)
    return E / np.where(t == 0, 1, t)


def attention_backward(dO, Q, K, V, mask=None):
    Q = Q / math.sqrt(Q.shape[-1])
    S = Q @ T(K)
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    W = softmax(S)
    O = W @ V
    dV = T(W) @ dO
    dS = W * (dO @ T(V) - (dO * O).sum(axis=-1, keepdims=True))
    return dS @ K, T(dS) @ Q, dV
