"""Copies the features through a float32 buffer, which loses digits of float64."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def combine_heads(H):
    *lead, h, n, d_k = H.shape
    buf = np.empty((*lead, n, h, d_k), dtype=np.float32)
    buf[...] = np.swapaxes(H, -3, -2)
    return buf.reshape(*lead, n, h * d_k).astype(H.dtype)
