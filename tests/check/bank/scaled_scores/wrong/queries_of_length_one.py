"""Each query is divided by its length as a vector."""

import numpy as np

NAMED = "unit-queries"


def scaled_scores(Q, K):
    return (Q / np.linalg.norm(Q, axis=-1, keepdims=True)) @ np.swapaxes(K, -1, -2)
