"""Three loops."""

import numpy as np


def dot_product_scores(Q, K):
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for index in np.ndindex(*scores.shape):
        *batch, i, j = index
        for c in range(Q.shape[-1]):
            scores[index] += Q[(*batch, i, c)] * K[(*batch, j, c)]
    return scores
