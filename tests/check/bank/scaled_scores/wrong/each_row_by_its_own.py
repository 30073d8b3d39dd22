"""Each row is divided by its own standard deviation."""

import numpy as np

NAMED = "divided-by-the-spread-of-the-row"


def scaled_scores(Q, K):
    S = Q @ np.swapaxes(K, -1, -2)
    return S / S.std(axis=-1, keepdims=True)
