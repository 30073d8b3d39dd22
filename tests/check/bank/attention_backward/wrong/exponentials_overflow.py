"""The exponentials of large scores overflow."""

import numpy as np

NAMED = "no-maximum"


def attention_backward(dO, Q, K, V, mask=None):
    scale = Q.shape[-1] ** -0.5
    S = np.einsum("...id,...jd->...ij", Q, K) * scale
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    E = np.exp(S)
    P = E / E.sum(axis=-1, keepdims=True)
    dP = np.einsum("...ie,...je->...ij", dO, V)
    dS = P * (dP - np.sum(P * dP, axis=-1, keepdims=True)) * scale
    dK = np.einsum("...ij,...id->...jd", dS, Q)
    return dS @ K, dK, np.einsum("...ij,...ie->...je", P, dO)
