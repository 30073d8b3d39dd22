"""The block of head i starts at i times the number of heads."""

import numpy as np

NAMED = "starts-at-i-times-num_heads"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    heads = [X[..., i * num_heads : i * num_heads + d_k] for i in range(num_heads)]
    return np.stack(heads, axis=-3)
