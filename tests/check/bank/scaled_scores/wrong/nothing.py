"""The return is missing."""

import numpy as np

NAMED = "criterion:shape"


def scaled_scores(Q, K):
    (Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
