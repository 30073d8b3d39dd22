"""The scores are divided by their own standard deviation."""

import numpy as np

NAMED = "divided-by-their-own-spread"


def scaled_scores(Q, K):
    S = Q @ np.swapaxes(K, -1, -2)
    return S / S.std()
