"""Heads are folded into the batch axis, as some layers do for speed."""

import numpy as np

NAMED = "heads-into-batch"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    H = X.reshape(*batch, n, num_heads, d_model // num_heads)
    H = np.moveaxis(H, -2, -3)
    return H.reshape(-1, n, d_model // num_heads) if batch else H
