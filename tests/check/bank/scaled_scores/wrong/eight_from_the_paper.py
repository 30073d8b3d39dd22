"""The scores are always divided by 8, the square root of the paper's d_k = 64."""

import numpy as np

HELD_OUT = True
NAMED = "always-8"


def scaled_scores(Q, K):
    return np.matmul(Q, np.moveaxis(K, -1, -2)) / 8.0
