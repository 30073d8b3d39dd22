"""The loop's output table has the queries' shape, so it works only when d_v = d_k."""

import math

import numpy as np

HELD_OUT = True
NAMED = "sizes"


def attention(Q, K, V):
    out = np.zeros(Q.shape, dtype=V.dtype)
    weights = np.zeros(Q.shape[:-1] + (K.shape[-2],), dtype=Q.dtype)
    for idx in np.ndindex(*Q.shape[:-1]):
        b = idx[:-1]
        s = K[b] @ Q[idx] / math.sqrt(Q.shape[-1])
        e = np.exp(s - s.max())
        weights[idx] = e / e.sum()
        out[idx] = weights[idx] @ V[b]
    return out, weights
