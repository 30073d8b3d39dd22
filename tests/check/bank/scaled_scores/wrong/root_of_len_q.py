"""The root of len(Q)."""

import numpy as np

NAMED = "root-first-axis-of-Q"


def scaled_scores(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)) / len(Q) ** 0.5
