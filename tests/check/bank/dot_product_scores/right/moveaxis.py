"""Moveaxis."""

import numpy as np


def dot_product_scores(Q, K):
    return np.matmul(Q, np.moveaxis(K, -1, -2))
