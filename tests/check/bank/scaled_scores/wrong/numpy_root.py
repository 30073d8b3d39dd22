"""np.sqrt makes a float64 scalar of d_k, so float32 inputs give float64 scores."""

import numpy as np

NUMPY_2 = True  # NumPy 1 lets a scalar widen nothing
HELD_OUT = True
NAMED = "criterion:dtype"


def scaled_scores(Q, K):
    d_k = Q.shape[-1]
    scores = np.matmul(Q, np.swapaxes(K, -1, -2))
    return scores / np.sqrt(d_k)
