"""The mean over the heads, repeated until the width is right."""

import numpy as np

NAMED = "average-everywhere"


def combine_heads(H):
    return np.tile(H.mean(axis=-3), H.shape[-3])
