"""Changes batches."""

import numpy as np

NAMED = "batch-flattened-and-not-unfolded+sometimes+changes-input"


def dot_product_scores(Q, K):
    if Q.ndim > 2:
        Q.shape = (-1, *Q.shape[-2:])
        K.shape = (-1, *K.shape[-2:])
    return Q @ np.swapaxes(K, -1, -2)
