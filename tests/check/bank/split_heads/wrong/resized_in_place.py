"""The caller's own array gets the new shape."""

import numpy as np

NAMED = "changes-input"


def split_heads(X, num_heads):
    X.shape = (*X.shape[:-1], num_heads, X.shape[-1] // num_heads)
    return np.moveaxis(X, -2, -3)
