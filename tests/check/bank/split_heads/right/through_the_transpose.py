"""X is turned on its side, where the blocks are rows, cut, and each head turned back."""

import numpy as np


def split_heads(X, num_heads):
    turned = np.swapaxes(X, -1, -2)
    *batch, d_model, n = turned.shape
    heads = turned.reshape(*batch, num_heads, d_model // num_heads, n)
    return np.swapaxes(heads, -1, -2)
