"""Each head is multiplied into its place by a matrix of zeros and ones, and all are added."""

import numpy as np


def combine_heads(H):
    h, d_k = H.shape[-3], H.shape[-1]
    places = np.eye(h * d_k, dtype=H.dtype).reshape(h, d_k, h * d_k)
    return (H @ places).sum(axis=-3)
