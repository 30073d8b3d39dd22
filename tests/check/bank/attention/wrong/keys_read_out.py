"""What is averaged are the keys and not the values, and V is never read; the scores are not scaled either."""

import numpy as np

HELD_OUT = True
NAMED = "no-scale+keys-read"


def attention(Q, K, V):
    s = np.einsum("...qd,...kd->...qk", Q, K)
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return np.einsum("...qk,...kd->...qd", weights, K), weights
