"""The queries are divided in place."""

import numpy as np

NAMED = "changes-input"


def scaled_scores(Q, K):
    Q /= Q.shape[-1] ** 0.5
    return Q @ np.swapaxes(K, -1, -2)
