"""The blocks advance by num_heads features instead of d_k, so they overlap or leave gaps unless h = d_k."""

import numpy as np

HELD_OUT = True
NAMED = "starts-at-i-times-num_heads-around"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    i = np.arange(num_heads)[:, None] * num_heads + np.arange(d_k)[None, :]
    i = i % X.shape[-1]
    return np.moveaxis(X[..., i], -2, -3)
