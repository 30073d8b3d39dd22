"""Recursion over the batch."""

import numpy as np


def dot_product_scores(Q, K):
    if Q.ndim > 2:
        return np.stack([dot_product_scores(q, k) for q, k in zip(Q, K, strict=True)])
    return np.array([[q @ k for k in K] for q in Q])
