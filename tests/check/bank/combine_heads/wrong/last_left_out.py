"""The slice that should end the list of heads leaves the last one out."""

import numpy as np

NAMED = "last-head-missing"


def combine_heads(H):
    heads = np.moveaxis(H, -3, 0)
    return np.concatenate([*heads[:-1]], axis=-1)
