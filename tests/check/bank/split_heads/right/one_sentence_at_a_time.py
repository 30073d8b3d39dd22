"""Batches are gone through one matrix at a time."""

import numpy as np


def split_heads(X, num_heads):
    if X.ndim > 2:
        return np.array([split_heads(sentence, num_heads) for sentence in X])
    d_k = X.shape[1] // num_heads
    return np.array([X[:, i * d_k : (i + 1) * d_k] for i in range(num_heads)])
