"""The product is formed the other way round and the result is a transposed view."""

import numpy as np

HELD_OUT = True


def dot_product_scores(Q, K):
    backwards = np.matmul(K, np.moveaxis(Q, -1, -2))
    return np.moveaxis(backwards, -1, -2)
