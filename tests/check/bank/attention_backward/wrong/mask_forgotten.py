"""Recomputes the weights without the mask."""

import numpy as np

HELD_OUT = True
NAMED = "mask-ignored"


def attention_backward(dO, Q, K, V, mask=None):
    d = Q.shape[-1] ** 0.5
    S = Q @ K.swapaxes(-2, -1) / d
    S = S - S.max(axis=-1, keepdims=True)
    W = np.exp(S)
    W = W / W.sum(axis=-1, keepdims=True)
    O = W @ V
    delta = (dO * O).sum(axis=-1, keepdims=True)
    dS = W * (dO @ V.swapaxes(-2, -1) - delta)
    return dS @ K / d, dS.swapaxes(-2, -1) @ Q / d, W.swapaxes(-2, -1) @ dO
