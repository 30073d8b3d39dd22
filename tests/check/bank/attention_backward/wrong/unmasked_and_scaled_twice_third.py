"""Computes the weights again without the mask, and divides dQ and dK by d_k instead of its square root."""
HELD_OUT = True
NAMED = "scaled-twice-backward+mask-ignored"

import math

import numpy as np


def weights_of(Q, K):
    S = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def attention_backward(dO, Q, K, V, mask=None):
    d_k = Q.shape[-1]
    W = weights_of(Q, K)
    dW = np.matmul(dO, np.swapaxes(V, -1, -2))
    dS = W * (dW - np.sum(W * dW, axis=-1, keepdims=True))
    dQ = np.matmul(dS, K) / d_k
    dK = np.matmul(np.swapaxes(dS, -1, -2), Q) / d_k
    dV = np.matmul(np.swapaxes(W, -1, -2), dO)
    return dQ, dK, dV
