"""Masked after the softmax; rows with something left are divided by their sum."""

import numpy as np

NAMED = "renormalised-after"


def attention(Q, K, V, mask=None):
    d = Q.shape[-1]
    S = np.einsum("...id,...jd->...ij", Q, K) / d**0.5
    A = np.exp(S - np.max(S, -1, keepdims=True))
    A = A / np.sum(A, -1, keepdims=True)
    if mask is not None:
        A = A * mask
        s = A.sum(-1, keepdims=True)
        A = A / np.where(s > 0, s, 1).astype(A.dtype)
    return A @ V, A
