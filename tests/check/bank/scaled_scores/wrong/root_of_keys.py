"""The root of the number of keys."""

import numpy as np

NAMED = "root-n_k"


def scaled_scores(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)) / K.shape[-2] ** 0.5
