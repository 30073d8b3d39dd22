"""`/ d_k ** 1 / 2` divides by d_k and then by 2."""

import numpy as np

NAMED = "twice-d_k"


def scaled_scores(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 1 / 2
