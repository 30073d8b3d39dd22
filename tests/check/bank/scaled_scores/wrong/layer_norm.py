"""Each row gets mean 0 and standard deviation 1."""

import numpy as np

NAMED = "standardised"


def scaled_scores(Q, K):
    S = Q @ np.swapaxes(K, -1, -2)
    return (S - S.mean(-1, keepdims=True)) / S.std(-1, keepdims=True)
