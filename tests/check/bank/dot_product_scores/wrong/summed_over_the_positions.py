"""Summed over the positions."""

import numpy as np

NAMED = "features"


def dot_product_scores(Q, K):
    return np.einsum("...nd,...ne->...de", Q, K)
