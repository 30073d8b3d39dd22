"""d_k is read off the transposed keys, where the last axis is that of the keys."""

import numpy as np

NAMED = "root-n_k"


def scaled_scores(Q, K):
    K_t = np.swapaxes(K, -1, -2)
    return Q @ K_t / K_t.shape[-1] ** 0.5
