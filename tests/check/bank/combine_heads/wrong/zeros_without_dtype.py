"""np.zeros without a dtype turns float32 into float64."""

import numpy as np

NAMED = "criterion:dtype"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    Z = np.zeros((*batch, n, h * d_k))
    for i in range(h):
        Z[..., i * d_k : (i + 1) * d_k] = H[..., i, :, :]
    return Z
