"""Fills an array of NumPy's default dtype, so float32 comes back as float64."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def combine_heads(H):
    *lead, h, n, d_k = H.shape
    Z = np.zeros((*lead, n, h * d_k))
    for i in range(h):
        Z[..., i * d_k : (i + 1) * d_k] = H[..., i, :, :]
    return Z
