"""The loop over the heads ends one too early, and leaves zeros in the last."""

import numpy as np

NAMED = "last-head-empty"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k = d_model // num_heads
    heads = np.zeros((*batch, num_heads, n, d_k), dtype=X.dtype)
    for i in range(num_heads - 1):
        heads[..., i, :, :] = X[..., i * d_k : (i + 1) * d_k]
    return heads
