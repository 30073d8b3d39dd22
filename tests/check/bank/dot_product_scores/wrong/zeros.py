"""Zeros."""

import numpy as np

NAMED = "all-zero"


def dot_product_scores(Q, K):
    return np.zeros((*Q.shape[:-1], K.shape[-2]))
