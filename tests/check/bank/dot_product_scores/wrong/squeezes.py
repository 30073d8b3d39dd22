"""Squeezes."""

import numpy as np

NAMED = "criterion:sizes"


def dot_product_scores(Q, K):
    return np.squeeze(Q @ np.swapaxes(K, -1, -2))
