"""transpose(0, 2, 1) is written for exactly one batch axis."""

import numpy as np

NAMED = "axes-1-and-2-swapped"


def dot_product_scores(Q, K):
    return Q @ (K.swapaxes(1, 2) if K.ndim > 2 else K.transpose())
