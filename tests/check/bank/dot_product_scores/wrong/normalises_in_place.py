"""Normalises in place."""

import numpy as np

NAMED = "changes-input"


def dot_product_scores(Q, K):
    Q -= 0.5
    return (Q + 0.5) @ np.swapaxes(K, -1, -2)
