"""The new shape is asked for directly, and sizes are read for a matrix."""

import numpy as np

NAMED = "reshape-alone+two-axes"


def split_heads(X, num_heads):
    n, d_model = X.shape
    return np.reshape(X, (num_heads, n, d_model // num_heads))
