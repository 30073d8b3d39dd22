"""Only keys normalised."""

import numpy as np

NAMED = "unit-keys"


def dot_product_scores(Q, K):
    return Q @ np.swapaxes(K / np.sqrt((K**2).sum(-1, keepdims=True)), -1, -2)
