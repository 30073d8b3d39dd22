"""Subtracts the largest absolute value instead of the maximum, so rows of very negative scores underflow."""
HELD_OUT = True
NAMED = "largest-absolute+sometimes"

import numpy as np


def softmax(scores, axis=-1):
    finite = np.where(np.isinf(scores), 0, scores)
    m = np.abs(finite).max(axis=axis, keepdims=True)
    e = np.exp(scores - m)
    empty = np.isneginf(scores).all(axis=axis, keepdims=True)
    return e / np.where(empty, 1, e.sum(axis=axis, keepdims=True))
