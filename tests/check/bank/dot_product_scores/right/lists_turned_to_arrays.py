"""Lists turned to arrays."""

import numpy as np


def dot_product_scores(Q, K):
    if Q.ndim > 2:
        return np.array([dot_product_scores(q, k) for q, k in zip(Q, K, strict=True)], dtype=Q.dtype)
    rows = [[sum(a * b for a, b in zip(q, k, strict=True)) for k in K.tolist()] for q in Q.tolist()]
    return np.array(rows, dtype=Q.dtype)
