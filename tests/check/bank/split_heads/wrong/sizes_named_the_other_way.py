"""The last axis is cut into (d_k, h), and the heads moved to the front from there."""

import numpy as np

NAMED = "interleaved"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    H = X.reshape((*X.shape[:-1], d_k, num_heads))
    return np.moveaxis(H, -1, -3)
