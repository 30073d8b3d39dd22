"""Multiplied where it should divide."""

import numpy as np

NAMED = "multiplied-by-root-d_k"


def dot_product_scores(Q, K):
    return Q @ np.swapaxes(K, -1, -2) * np.sqrt(K.shape[-1])
