"""A reshape in Fortran order, which is thought to turn the axes."""

NAMED = "poured-by-columns"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    return H.reshape((*batch, n, h * d_k), order="F")
