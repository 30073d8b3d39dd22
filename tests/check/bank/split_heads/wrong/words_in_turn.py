"""Head i takes every h-th row from row i on."""

import numpy as np

NAMED = "words-dealt-out"


def split_heads(X, num_heads):
    return np.stack([X[..., i::num_heads, :] for i in range(num_heads)], axis=-3)
