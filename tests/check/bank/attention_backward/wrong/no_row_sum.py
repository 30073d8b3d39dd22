"""Leaves out the sum over the row in the derivative of the softmax."""

import numpy as np

HELD_OUT = True
NAMED = "own-score-only"


def _weights(S, mask):
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    m = S.max(axis=-1, keepdims=True)
    m = np.where(np.isinf(m), S.dtype.type(0), m)
    E = np.exp(S - m)
    Z = E.sum(axis=-1, keepdims=True)
    return np.divide(E, Z, out=np.zeros_like(E), where=Z != 0)


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    W = _weights(np.einsum("...id,...jd->...ij", Q, K) / root, mask)
    dV = np.einsum("...ij,...iv->...jv", W, dO)
    dW = np.einsum("...iv,...jv->...ij", dO, V)
    dS = W * dW / root
    return np.einsum("...ij,...jd->...id", dS, K), np.einsum("...ij,...id->...jd", dS, Q), dV
