"""A table of feature numbers, one row a head, picks the blocks in one indexing step."""

import numpy as np

HELD_OUT = True


def split_heads(X, num_heads):
    table = np.arange(X.shape[-1]).reshape(num_heads, -1)
    return np.swapaxes(X[..., table], -3, -2)
