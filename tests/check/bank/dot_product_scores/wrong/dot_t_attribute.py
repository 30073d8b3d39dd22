"""K.T reverses all axes, so it works for matrices only and not with batch axes."""

import numpy as np

HELD_OUT = True
NAMED = "reversed-axes"


def dot_product_scores(Q, K):
    scores = np.matmul(Q, K.T)
    return scores
