"""The features are cut into two halves whatever num_heads says."""

import numpy as np

HELD_OUT = True
NAMED = "always-two-heads"


def split_heads(X, num_heads):
    half = X.shape[-1] // 2
    first, second = X[..., :half], X[..., half:]
    return np.stack((first, second), axis=-3)
