"""Makes the output with the shape of Q, which fails where d_v differs from d_k."""
HELD_OUT = True
NAMED = "sizes"

import math

import numpy as np


def attention(Q, K, V):
    n_q, d_k = Q.shape[-2:]
    n_k = K.shape[-2]
    output = np.zeros_like(Q)
    weights = np.zeros((*Q.shape[:-1], n_k), dtype=Q.dtype)
    for i in range(n_q):
        s = (K @ Q[..., i, :, None])[..., 0] / math.sqrt(d_k)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        weights[..., i, :] = e / e.sum(axis=-1, keepdims=True)
        output[..., i, :] = (weights[..., i, :, None] * V).sum(axis=-2)
    return output, weights
