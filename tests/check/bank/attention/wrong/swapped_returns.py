"""The weights are returned first and the output second."""

import math

import numpy as np

HELD_OUT = True
NAMED = "swapped-results"


def attention(Q, K, V):
    s = np.einsum("...qd,...kd->...qk", Q, K) / math.sqrt(K.shape[-1])
    s = s - s.max(-1, keepdims=True)
    w = np.exp(s)
    w /= w.sum(-1, keepdims=True)
    return w, np.einsum("...qk,...kv->...qv", w, V)
