"""Transposes only if it must."""

import numpy as np

NAMED = "untransposed-if-it-fits"


def dot_product_scores(Q, K):
    try:
        return Q @ K
    except ValueError:
        return Q @ np.swapaxes(K, -1, -2)
