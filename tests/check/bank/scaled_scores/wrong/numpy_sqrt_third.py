"""Divides by np.sqrt(d_k), a float64 scalar that turns float32 scores into float64."""
HELD_OUT = True
NUMPY_2 = True
NAMED = "criterion:dtype"

import numpy as np


def scaled_scores(Q, K):
    d_k = Q.shape[-1]
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(d_k)
