"""Takes the very first axis for the head axis, which is right only without batch axes."""

import numpy as np

HELD_OUT = True
NAMED = "first-with-words"


def combine_heads(H):
    heads, n, d_k = H.shape[-3:]
    swapped = np.swapaxes(H, 0, -2)
    out = np.ascontiguousarray(swapped)
    return out.reshape(H.shape[:-3] + (n, heads * d_k))
