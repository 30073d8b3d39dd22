"""What is called scale is multiplied, and is the root itself."""

import numpy as np

NAMED = "multiplied-by-root-d_k"


def scaled_scores(Q, K):
    scale = Q.shape[-1] ** 0.5
    return (Q @ np.swapaxes(K, -1, -2)) * scale
