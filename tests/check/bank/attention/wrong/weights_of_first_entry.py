"""The weights of the first batch entry are used for the values of all, which is right for a batch of 1 only."""

import math

import numpy as np

HELD_OUT = True
NAMED = "first-of-batch"


def attention(Q, K, V):
    *batch, n_q, d_k = Q.shape
    n_k = K.shape[-2]
    q, k = Q.reshape(-1, n_q, d_k), K.reshape(-1, n_k, d_k)
    if len(q) == 0:
        return np.zeros((*batch, n_q, V.shape[-1]), V.dtype), np.zeros((*batch, n_q, n_k), Q.dtype)
    s = q[0] @ k[0].T / math.sqrt(d_k)
    e = np.exp(s - s.max(1, keepdims=True))
    w = e / e.sum(1, keepdims=True)
    w = np.broadcast_to(w, (*batch, n_q, n_k)).copy()
    return w @ V, w
