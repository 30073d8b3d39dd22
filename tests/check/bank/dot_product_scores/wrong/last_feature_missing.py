"""The sum over the features stops one short, so the last feature of queries and keys counts for nothing."""

import numpy as np

HELD_OUT = True
NAMED = "one-feature-short"


def dot_product_scores(Q, K):
    d_k = Q.shape[-1]
    total = np.zeros(Q.shape[:-1] + (K.shape[-2],), dtype=Q.dtype)
    c = 0
    while c < d_k - 1:
        total = total + Q[..., :, c][..., :, None] * K[..., :, c][..., None, :]
        c += 1
    return total
