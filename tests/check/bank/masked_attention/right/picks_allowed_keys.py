"""For each query the allowed keys and values are picked out, and only these take part."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V, mask=None):
    shape = (*Q.shape[:-1], K.shape[-2])
    allowed = np.broadcast_to(True if mask is None else mask, shape)
    output = np.zeros((*Q.shape[:-1], V.shape[-1]), dtype=V.dtype)
    weights = np.zeros(shape, dtype=Q.dtype)
    for index in np.ndindex(shape[:-1]):
        b = index[:-1]
        picked = np.flatnonzero(allowed[index])
        if picked.size == 0:
            continue
        s = K[b][picked] @ Q[index] / math.sqrt(Q.shape[-1])
        e = np.exp(s - s.max())
        w = e / e.sum()
        weights[index][picked] = w
        output[index] = w @ V[b][picked]
    return output, weights
