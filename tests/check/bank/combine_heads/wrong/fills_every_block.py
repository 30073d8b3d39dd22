"""Each head is written into all blocks."""

import numpy as np

NAMED = "last-head-everywhere"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    Z = np.zeros((*batch, n, h, d_k), dtype=H.dtype)
    for i in range(h):
        Z[...] = H[..., i, :, None, :]
    return Z.reshape(*batch, n, h * d_k)
