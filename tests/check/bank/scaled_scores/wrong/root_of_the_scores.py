"""The root of the number of scores in a matrix."""

import numpy as np

NAMED = "root-of-the-number-of-scores"


def scaled_scores(Q, K):
    S = Q @ np.swapaxes(K, -1, -2)
    return S / (S.shape[-1] * S.shape[-2]) ** 0.5
