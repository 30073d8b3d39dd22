"""The softmax runs over the queries."""

import math

import numpy as np

HELD_OUT = True
NAMED = "softmax-over-queries"


def attention(Q, K, V):
    scores = np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(Q.shape[-1])
    exps = np.exp(scores - scores.max(axis=-2, keepdims=True))
    weights = exps / exps.sum(axis=-2, keepdims=True)
    return np.einsum("...ij,...jd->...id", weights, V), weights
