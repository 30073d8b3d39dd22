"""The last head is never filled in, unless there is one head only."""

import numpy as np

HELD_OUT = True
NAMED = "last-head-empty-unless-one"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k = d_model // num_heads
    out = np.zeros((*batch, num_heads, n, d_k), dtype=X.dtype)
    for h in range(max(1, num_heads - 1)):
        out[..., h, :, :] = X[..., :, h * d_k : (h + 1) * d_k]
    return out
