"""The batch axes are peeled off one at a time by recursion."""

import numpy as np

HELD_OUT = True


def dot_product_scores(Q, K):
    Q, K = np.asarray(Q), np.asarray(K)
    if Q.ndim == 2:
        return np.inner(Q, K)
    if len(Q) == 0:
        return np.zeros(Q.shape[:-1] + K.shape[-2:-1], Q.dtype)
    return np.array([dot_product_scores(q, k) for q, k in zip(Q, K)])
