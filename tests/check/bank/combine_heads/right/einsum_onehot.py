"""Places every head with a zero-one tensor in an einsum."""

import numpy as np

HELD_OUT = True


def combine_heads(H):
    h, d_k = H.shape[-3], H.shape[-1]
    place = np.eye(h * d_k, dtype=H.dtype).reshape(h, d_k, h * d_k)
    return np.einsum("...hnd,hdm->...nm", H, place)
