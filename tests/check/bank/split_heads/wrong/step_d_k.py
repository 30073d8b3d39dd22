"""A step of d_k in the slice: there are d_k heads of num_heads features."""

import numpy as np

NAMED = "features-for-heads"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    return np.stack([X[..., i::d_k] for i in range(d_k)], axis=-3)
