"""Batch of one squeezed."""

import numpy as np

NAMED = "criterion:batch"


def dot_product_scores(Q, K):
    if Q.ndim == 2:
        Q, K = Q[None], K[None]
    scores = Q @ np.swapaxes(K, -1, -2)
    return scores[0] if len(scores) == 1 else scores
