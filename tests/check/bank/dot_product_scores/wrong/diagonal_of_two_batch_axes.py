"""With two batch axes one loop counter serves both, so only the diagonal of the batch is filled in."""

import numpy as np

HELD_OUT = True
NAMED = "diagonal-of-two-batch-axes"


def dot_product_scores(Q, K):
    if Q.ndim == 2:
        return np.dot(Q, K.T)
    out = np.zeros(Q.shape[:-1] + (K.shape[-2],), dtype=Q.dtype)
    for b in range(min(Q.shape[:-2])):
        where = (b,) * (Q.ndim - 2)
        out[where] = np.dot(Q[where], K[where].T)
    return out if Q.ndim > 3 else np.matmul(Q, K.transpose(0, 2, 1))
