"""The new shape is set on the input itself, so the caller's X has other axes afterwards."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def split_heads(X, num_heads):
    X.shape = (*X.shape[:-1], num_heads, X.shape[-1] // num_heads)
    return np.swapaxes(X, -2, -3)
