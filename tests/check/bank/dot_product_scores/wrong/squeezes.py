"""Squeezes."""

import numpy as np

NAMED = "axes-of-length-1-dropped"


def dot_product_scores(Q, K):
    return np.squeeze(Q @ np.swapaxes(K, -1, -2))
