"""Scaled by the number of keys."""

import numpy as np

NAMED = "divided-by-root-n_k"


def dot_product_scores(Q, K):
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-2])
