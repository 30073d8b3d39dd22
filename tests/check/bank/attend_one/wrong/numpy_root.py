"""Divides by a NumPy float64 root, so float32 comes back as float64."""

import numpy as np

NUMPY_2 = True  # NumPy 1 lets a scalar widen nothing
HELD_OUT = True
NAMED = "criterion:dtype"


def attend_one(q, K_cache, V_cache):
    d_k = q.shape[-1]
    scores = np.matmul(q, np.swapaxes(K_cache, -1, -2)) / np.sqrt(d_k)
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores) / np.sum(np.exp(scores), axis=-1, keepdims=True)
    return np.matmul(weights, V_cache), weights
