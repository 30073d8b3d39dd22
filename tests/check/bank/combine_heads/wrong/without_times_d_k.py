"""Head i is written from column i on, without the factor d_k."""

import numpy as np

NAMED = "written-from-i"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    Z = np.zeros((*batch, n, h * d_k), dtype=H.dtype)
    for i in range(h):
        Z[..., i : i + d_k] = H[..., i, :, :]
    return Z
