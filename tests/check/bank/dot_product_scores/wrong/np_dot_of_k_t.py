"""Np dot of k t."""

import numpy as np

NAMED = "sizes"


def dot_product_scores(Q, K):
    return np.dot(Q, K.T)
