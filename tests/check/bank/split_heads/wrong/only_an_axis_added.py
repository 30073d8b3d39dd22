"""An axis for the heads is put in, and nothing is cut."""

import numpy as np

NAMED = "one-head"


def split_heads(X, num_heads):
    return np.expand_dims(X, -3)
