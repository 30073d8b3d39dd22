"""Divides by the square root of d_v, the width of the values."""
HELD_OUT = True
NAMED = "divided-by-root-d_v"

import numpy as np


def attention(Q, K, V):
    d = V.shape[-1]
    scores = np.einsum("...qd,...kd->...qk", Q, K) * d**-0.5
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    return np.einsum("...qk,...kv->...qv", weights, V), weights
