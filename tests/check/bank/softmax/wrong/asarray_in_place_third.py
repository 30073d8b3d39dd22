"""Converts with np.asarray(..., float64) and then works in place, so a float64 input is overwritten and a float32 input gives float64."""
HELD_OUT = True
NAMED = "changes-input"

import numpy as np


def softmax(scores, axis=-1):
    x = np.asarray(scores, dtype=np.float64)
    top = x.max(axis=axis, keepdims=True)
    top[np.isinf(top)] = 0
    x -= top
    np.exp(x, out=x)
    total = x.sum(axis=axis, keepdims=True)
    total[total == 0] = 1
    x /= total
    return x
