"""Reshapes without bringing the positions before the heads."""
HELD_OUT = True
NAMED = "reshape-alone"

import numpy as np


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    return np.reshape(H, (*batch, n, h * d_k))
