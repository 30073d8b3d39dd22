"""The exponentials of large scores overflow."""

import numpy as np

NAMED = "no-maximum"


def attention_backward(dO, Q, K, V, mask=None):
    scale = Q.shape[-1] ** -0.5
    E = np.exp(np.einsum("...id,...jd->...ij", Q, K) * scale)
    if mask is not None:
        E = E * mask
    total = E.sum(axis=-1, keepdims=True)
    P = E / np.where(total == 0, 1, total)
    dP = np.einsum("...ie,...je->...ij", dO, V)
    dS = P * (dP - np.sum(P * dP, axis=-1, keepdims=True)) * scale
    dK = np.einsum("...ij,...id->...jd", dS, Q)
    return dS @ K, dK, np.einsum("...ij,...ie->...je", P, dO)
