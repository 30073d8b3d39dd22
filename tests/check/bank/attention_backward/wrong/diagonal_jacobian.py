"""Uses only the diagonal of the softmax's Jacobian, and returns dK before dQ."""

import numpy as np

HELD_OUT = True
NAMED = "diagonal-only+dQ-and-dK-swapped"


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    S = Q @ K.swapaxes(-1, -2) / root
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    top = S.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    W = np.exp(S - top)
    total = W.sum(-1, keepdims=True)
    total[total == 0] = 1
    W = W / total
    dS = (dO @ V.swapaxes(-1, -2)) * W * (1 - W)
    return dS.swapaxes(-1, -2) @ Q / root, dS @ K / root, W.swapaxes(-1, -2) @ dO
