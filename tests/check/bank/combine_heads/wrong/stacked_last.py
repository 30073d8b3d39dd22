"""The heads are stacked along a new last axis, which then varies fastest."""

import numpy as np

NAMED = "interleaved"


def combine_heads(H):
    heads = [H[..., i, :, :] for i in range(H.shape[-3])]
    together = np.stack(heads, axis=-1)  # (..., n, d_k, h)
    return together.reshape(*together.shape[:-2], -1)
