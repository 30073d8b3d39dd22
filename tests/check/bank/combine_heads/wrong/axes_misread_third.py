"""Reads the axes as (..., n, h, d_k), so the result has one row for each head."""
HELD_OUT = True
NAMED = "a-row-for-each-head"

import numpy as np


def combine_heads(H):
    *batch, n, num_heads, d_k = H.shape
    d_model = num_heads * d_k
    return H.reshape(tuple(batch) + (n, d_model))
