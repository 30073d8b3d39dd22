"""Masks the weights after the softmax, so they do not sum to 1 again."""

import numpy as np

HELD_OUT = True
NAMED = "masked-after"


def attention_backward(dO, Q, K, V, mask=None):
    s = Q.shape[-1] ** -0.5
    scores = s * (Q @ K.swapaxes(-1, -2))
    P = np.exp(scores - scores.max(-1, keepdims=True))
    P = P / P.sum(-1, keepdims=True)
    if mask is not None:
        P = P * mask
    dP = dO @ V.swapaxes(-1, -2)
    dS = P * (dP - np.sum(P * dP, axis=-1, keepdims=True))
    return s * (dS @ K), s * (dS.swapaxes(-1, -2) @ Q), P.swapaxes(-1, -2) @ dO
