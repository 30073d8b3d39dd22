"""Merged by reshape, with sizes read for three axes."""

NAMED = "reshape-alone+two-axes"


def combine_heads(H):
    h, n, d_k = H.shape
    return H.reshape(n, h * d_k)
