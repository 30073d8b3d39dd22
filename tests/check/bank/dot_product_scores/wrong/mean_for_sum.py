"""Mean for sum."""

import numpy as np

NAMED = "divided-by-d_k"


def dot_product_scores(Q, K):
    return np.mean(Q[..., :, None, :] * K[..., None, :, :], axis=-1)
