"""Takes the number of heads for the width of a head."""
HELD_OUT = True
NAMED = "size-for-count"

import numpy as np


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    blocks = X.reshape(*batch, n, d_model // num_heads, num_heads)
    return blocks.swapaxes(-2, -3)
