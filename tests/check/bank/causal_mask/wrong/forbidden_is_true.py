"""True marks the future, as PyTorch's nn.MultiheadAttention wants it."""

import numpy as np

NAMED = "polarity"


def causal_mask(n):
    return np.triu(np.ones((n, n)), k=1).astype(bool)
