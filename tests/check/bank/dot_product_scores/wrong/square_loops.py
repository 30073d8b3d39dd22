"""Both loops run over the number of queries, which is right only when there are as many keys."""

import numpy as np

HELD_OUT = True
NAMED = "as-many-keys-as-queries"


def dot_product_scores(Q, K):
    n = Q.shape[-2]
    scores = np.zeros((*Q.shape[:-2], Q.shape[-2], K.shape[-2]), dtype=Q.dtype)
    for i in range(n):
        for j in range(min(n, K.shape[-2])):
            scores[..., i, j] = np.sum(Q[..., i, :] * K[..., j, :], axis=-1)
    return scores
