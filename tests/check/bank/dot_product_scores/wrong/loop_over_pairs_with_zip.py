"""Loop over pairs with zip."""

import numpy as np

NAMED = "own-key"


def dot_product_scores(Q, K):
    if Q.ndim > 2:
        return np.stack([dot_product_scores(q, k) for q, k in zip(Q, K, strict=True)])
    if len(Q) != len(K):
        raise ValueError("shapes differ")
    return np.array([q @ k for q, k in zip(Q, K, strict=True)])
