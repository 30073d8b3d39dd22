"""A query that may attend to nothing gives NaN."""

import numpy as np

HELD_OUT = True
NAMED = "empty-row-nan"


def attention_backward(dO, Q, K, V, mask=None):
    r = Q.shape[-1] ** 0.5
    S = Q @ K.swapaxes(-1, -2) / r
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    with np.errstate(invalid="ignore"):
        W = np.exp(S - S.max(-1, keepdims=True))
        W = W / W.sum(-1, keepdims=True)
    dW = dO @ V.swapaxes(-1, -2)
    dS = W * (dW - (W * dW).sum(-1, keepdims=True))
    return dS @ K / r, dS.swapaxes(-1, -2) @ Q / r, W.swapaxes(-1, -2) @ dO
