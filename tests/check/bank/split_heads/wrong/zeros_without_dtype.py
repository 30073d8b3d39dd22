"""np.zeros without a dtype turns float32 into float64."""

import numpy as np

NAMED = "criterion:dtype"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k = d_model // num_heads
    H = np.zeros((*batch, num_heads, n, d_k))
    for i in range(num_heads):
        H[..., i, :, :] = X[..., i * d_k : (i + 1) * d_k]
    return H
