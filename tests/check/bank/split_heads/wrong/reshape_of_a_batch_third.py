"""Reshapes straight to (batch, h, n, d_k) without exchanging axes, and needs exactly one batch axis."""
HELD_OUT = True

import numpy as np


def split_heads(X, num_heads):
    batch, n, d_model = X.shape
    return np.reshape(X, (batch, num_heads, n, d_model // num_heads))
