"""The scores are divided by the number of keys."""

import numpy as np

NAMED = "n_k"


def scaled_scores(Q, K):
    n_k = K.shape[-2]
    return np.matmul(Q, np.swapaxes(K, -1, -2)) / n_k
