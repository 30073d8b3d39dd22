"""The columns of all heads are picked with one table of indices."""

import numpy as np


def split_heads(X, num_heads):
    columns = np.arange(X.shape[-1]).reshape(num_heads, -1)  # (h, d_k)
    return np.moveaxis(X[..., columns], -2, -3)
