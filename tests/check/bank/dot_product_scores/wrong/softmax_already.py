"""Softmax already."""

import numpy as np

NAMED = "softmax-over-keys"


def dot_product_scores(Q, K):
    scores = np.exp(Q @ np.swapaxes(K, -1, -2))
    return scores / scores.sum(-1, keepdims=True)
