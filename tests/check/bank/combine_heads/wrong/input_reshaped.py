"""Assigns to the input's shape attribute, so the caller's array has another shape afterwards."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def combine_heads(H):
    lead = H.shape[:-3]
    h, n, d_k = H.shape[-3:]
    count = int(np.prod(lead))
    H.shape = (count, h, n, d_k)
    Z = np.concatenate([H[:, i] for i in range(h)], axis=-1)
    return Z.reshape(*lead, n, h * d_k)
