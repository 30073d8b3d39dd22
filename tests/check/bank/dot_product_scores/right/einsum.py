"""Einsum."""

import numpy as np


def dot_product_scores(Q, K):
    return np.einsum("...qd,...kd->...qk", Q, K)
