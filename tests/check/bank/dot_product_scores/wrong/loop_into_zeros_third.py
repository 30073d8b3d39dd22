"""Fills an array made by np.zeros without a dtype, so float32 inputs give float64 scores."""
HELD_OUT = True
NAMED = "criterion:dtype"

import numpy as np


def dot_product_scores(Q, K):
    batch = Q.shape[:-2]
    n_q, n_k = Q.shape[-2], K.shape[-2]
    scores = np.zeros((*batch, n_q, n_k))
    for i in range(n_q):
        for j in range(n_k):
            scores[..., i, j] = np.sum(Q[..., i, :] * K[..., j, :], axis=-1)
    return scores
