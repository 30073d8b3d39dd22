"""Writes each head into every h-th column, and into an array that is always float64."""
HELD_OUT = True
NAMED = "interleaved+other-dtype"

import numpy as np


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    out = np.zeros((*batch, n, h * d_k))
    for i in range(h):
        out[..., i::h] = H[..., i, :, :]
    return out
