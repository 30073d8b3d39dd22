"""The queries are scaled in place, so the caller's Q has changed afterwards."""

import math

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def scaled_scores(Q, K):
    Q /= math.sqrt(Q.shape[-1])
    return np.matmul(Q, np.swapaxes(K, -1, -2))
