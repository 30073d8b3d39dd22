"""Moves the axis of the positions to the end, so the result is (..., h, d_k, n)."""
HELD_OUT = True
NAMED = "features-before-words-in-a-head"

import numpy as np


def split_heads(X, num_heads):
    shape = X.shape[:-1] + (num_heads, X.shape[-1] // num_heads)
    return np.moveaxis(np.reshape(X, shape), -3, -1)
