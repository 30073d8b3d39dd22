"""np.sqrt of a whole number is float64, and makes the result float64."""

import numpy as np

NUMPY_2 = True  # NumPy 1 lets a scalar widen nothing
NAMED = "criterion:dtype"


def scaled_scores(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)) / np.sqrt(Q.shape[-1])
