"""The largest score of each row is subtracted, as in a stable softmax."""

import numpy as np

NAMED = "maximum-subtracted"


def scaled_scores(Q, K):
    S = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    return S - S.max(axis=-1, keepdims=True)
