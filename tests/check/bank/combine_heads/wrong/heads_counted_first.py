"""The heads are counted on axis 0, which is theirs only without batch axes."""

import numpy as np

HELD_OUT = True
NAMED = "counted-on-axis-0"


def combine_heads(H):
    num_heads = len(H)
    return np.concatenate([H[..., i, :, :] for i in range(num_heads)], axis=-1)
