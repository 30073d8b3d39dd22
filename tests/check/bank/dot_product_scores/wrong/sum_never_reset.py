"""The sum is not set back to 0 for each key."""

import numpy as np

NAMED = "sum-carried-along-the-row+two-axes"


def dot_product_scores(Q, K):
    scores = np.zeros((len(Q), len(K)), dtype=Q.dtype)
    for i in range(len(Q)):
        total = 0
        for j in range(len(K)):
            for d in range(Q.shape[1]):
                total += Q[i, d] * K[j, d]
            scores[i, j] = total
    return scores
