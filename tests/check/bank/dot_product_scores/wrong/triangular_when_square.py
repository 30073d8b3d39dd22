"""Triangular when square."""

import numpy as np

NAMED = "not-after-the-query-if-square"


def dot_product_scores(Q, K):
    scores = Q @ np.swapaxes(K, -1, -2)
    return np.tril(scores) if Q.shape[-2] == K.shape[-2] else scores
