"""Only reshaped: heads get mixed with positions."""

import numpy as np

HELD_OUT = True
NAMED = "reshape-alone"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    return H.reshape(*batch, n, h * d_k)
