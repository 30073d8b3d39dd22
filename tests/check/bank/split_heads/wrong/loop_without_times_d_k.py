"""The slice of head i starts at i, and not at i times d_k."""

import numpy as np

NAMED = "starts-at-i"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    heads = []
    for i in range(num_heads):
        heads.append(X[..., i : i + d_k])
    return np.stack(heads, axis=-3)
