"""Divided by a negative power, which multiplies."""

import numpy as np

NAMED = "multiplied-by-root-d_k"


def scaled_scores(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** -0.5
