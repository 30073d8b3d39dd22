"""In place on a copy."""

import numpy as np


def dot_product_scores(Q, K):
    Q = Q.copy()
    Q *= 2
    return Q @ np.swapaxes(K, -1, -2) / 2
