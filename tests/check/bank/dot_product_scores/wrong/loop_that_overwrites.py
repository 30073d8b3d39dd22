"""Loop that overwrites."""

import numpy as np

NAMED = "last-product+two-axes"


def dot_product_scores(Q, K):
    scores = np.zeros((Q.shape[0], K.shape[0]), dtype=Q.dtype)
    for i in range(Q.shape[0]):
        for j in range(K.shape[0]):
            for c in range(Q.shape[1]):
                scores[i, j] = Q[i, c] * K[j, c]
    return scores
