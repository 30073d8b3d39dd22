"""The last two axes are swapped, as for K in a product."""

import numpy as np

NAMED = "words-with-features"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    return np.swapaxes(H, -1, -2).reshape(*batch, n, h * d_k)
