"""NumPy's root is a float64, which makes float64 of float32 scores."""

import numpy as np

NUMPY_2 = True  # NumPy 1 lets a scalar widen nothing
HELD_OUT = True
NAMED = "criterion:dtype"


def _softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attend_one(q, K_cache, V_cache):
    weights = _softmax(q @ np.swapaxes(K_cache, -1, -2) / np.sqrt(q.shape[-1]))
    return weights @ V_cache, weights
