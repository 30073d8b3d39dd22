"""Each key is divided by its length as a vector."""

import numpy as np

NAMED = "unit-keys"


def scaled_scores(Q, K):
    return Q @ np.swapaxes(K / np.linalg.norm(K, axis=-1, keepdims=True), -1, -2)
