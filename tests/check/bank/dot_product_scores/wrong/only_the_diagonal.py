"""Only the diagonal."""

import numpy as np

NAMED = "own-key"


def dot_product_scores(Q, K):
    return np.einsum("...nd,...nd->...n", Q, K)
