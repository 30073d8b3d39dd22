"""The loop returns in its first round."""

import numpy as np

NAMED = "first-head"


def combine_heads(H):
    rows = []
    for i in range(H.shape[-3]):
        rows.append(H[..., i, :, :])
        return np.concatenate(rows, axis=-1)
