"""Largest is one."""

import numpy as np

NAMED = "not-divided+by-the-maximum"


def softmax(scores, axis=-1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.max(axis=axis, keepdims=True)
