"""Euclidean."""

import numpy as np

NAMED = "distance"


def dot_product_scores(Q, K):
    return np.sqrt(((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1))
