"""A query that may see nothing gets NaN."""

import numpy as np

NAMED = "empty-row-nan"


def attention_backward(dO, Q, K, V, mask=None):
    scale = Q.shape[-1] ** -0.5
    S = Q @ np.swapaxes(K, -1, -2) * scale
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    P = E / E.sum(axis=-1, keepdims=True)
    dP = dO @ np.swapaxes(V, -1, -2)
    dS = P * (dP - np.sum(P * dP, axis=-1, keepdims=True))
    return dS @ K * scale, np.swapaxes(dS, -1, -2) @ Q * scale, np.swapaxes(P, -1, -2) @ dO
