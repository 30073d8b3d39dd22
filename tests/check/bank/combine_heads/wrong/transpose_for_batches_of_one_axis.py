"""transpose(1, 2), as written for (batch, h, n, d_k)."""

NAMED = "swapped-1-and-2"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    return H.swapaxes(1, 2).reshape(*batch, n, h * d_k)
