"""K Qᵀ instead of Q Kᵀ."""

import numpy as np

NAMED = "keys-first"


def scaled_scores(Q, K):
    return (K @ np.swapaxes(Q, -1, -2)) / K.shape[-1] ** 0.5
