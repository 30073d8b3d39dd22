"""np.concatenate walks along the first axis, whatever that is."""

import numpy as np

NAMED = "first-axis"


def combine_heads(H):
    return np.concatenate(H, axis=-1)
