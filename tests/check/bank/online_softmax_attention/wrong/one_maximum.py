"""Keeps one running maximum for all rows and sequences together."""

import numpy as np

HELD_OUT = True
NAMED = "global-maximum"


def online_softmax_attention(Q, K, V, block_size):
    m = -float("inf")
    l = np.zeros((*Q.shape[:-1], 1), Q.dtype)
    O = np.zeros((*Q.shape[:-1], V.shape[-1]), Q.dtype)
    for j in range(0, K.shape[-2], block_size):
        S = Q @ K[..., j : j + block_size, :].swapaxes(-1, -2) / Q.shape[-1] ** 0.5
        new = max(m, float(S.max()))
        shrink = float(np.exp(m - new))
        E = np.exp(S - new)
        l = l * shrink + E.sum(-1, keepdims=True)
        O = O * shrink + E @ V[..., j : j + block_size, :]
        m = new
    return O / l
