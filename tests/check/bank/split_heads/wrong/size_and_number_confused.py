"""num_heads is used as the size of a head, which is right only when h = d_k."""

import numpy as np

HELD_OUT = True
NAMED = "size-for-count"


def split_heads(X, num_heads):
    blocks = []
    for start in range(0, X.shape[-1], num_heads):
        blocks.append(X[..., start : start + num_heads])
    return np.stack(blocks, axis=-3)
