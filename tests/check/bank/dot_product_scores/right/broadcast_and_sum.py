"""Broadcast and sum."""

import numpy as np


def dot_product_scores(Q, K):
    return np.sum(Q[..., :, None, :] * K[..., None, :, :], axis=-1)
