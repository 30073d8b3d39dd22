"""One reshape straight to (h, n, d_k), so heads mix positions."""

import numpy as np

HELD_OUT = True
NAMED = "reshape-alone"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    return np.reshape(X, (*batch, num_heads, n, d_model // num_heads))
