"""Queries and keys are both divided by the root."""

import numpy as np

NAMED = "divided-by-d_k"


def scaled_scores(Q, K):
    d_k = Q.shape[-1]
    return (Q / d_k**0.5) @ np.swapaxes(K / d_k**0.5, -1, -2)
