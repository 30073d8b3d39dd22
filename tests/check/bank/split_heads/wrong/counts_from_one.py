"""The loop over the heads counts from 1, and leaves zeros in head 0."""

import numpy as np

NAMED = "first-head-empty"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k = d_model // num_heads
    heads = np.zeros((*batch, num_heads, n, d_k), dtype=X.dtype)
    for i in range(1, num_heads):
        heads[..., i, :, :] = X[..., i * d_k : (i + 1) * d_k]
    return heads
