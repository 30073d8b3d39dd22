"""The division by the root of d_k was forgotten."""

import numpy as np

NAMED = "no-scale"


def attention(Q, K, V):
    scores = np.einsum("...id,...jd->...ij", Q, K)
    scores = scores - scores.max(-1, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(-1, keepdims=True)
    return np.einsum("...ij,...jd->...id", weights, V), weights
