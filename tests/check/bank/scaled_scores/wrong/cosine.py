"""The cosine of query and key."""

import numpy as np

NAMED = "cosine"


def scaled_scores(Q, K):
    q, k = np.linalg.norm(Q, axis=-1, keepdims=True), np.linalg.norm(K, axis=-1, keepdims=True)
    return (Q / q) @ np.swapaxes(K / k, -1, -2)
