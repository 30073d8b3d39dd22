"""np.zeros makes the result float64."""

import numpy as np

NAMED = "criterion:dtype"


def scaled_scores(Q, K):
    S = np.zeros((*Q.shape[:-1], K.shape[-2]))
    S[...] = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    return S
