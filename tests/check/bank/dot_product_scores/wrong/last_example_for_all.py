"""One array is written for all examples of the batch."""

import numpy as np

NAMED = "last-of-all-examples-for-all"


def dot_product_scores(Q, K):
    if Q.ndim == 2:
        return np.inner(Q, K)
    one = np.empty((*Q.shape[1:-1], K.shape[-2]), dtype=Q.dtype)
    every = []
    for q, k in zip(Q, K, strict=True):
        one[...] = dot_product_scores(q, k)
        every.append(one)
    result = np.stack(every)
    return np.broadcast_to(result[-1], result.shape).copy()
