"""The search for the maximum starts from 0, so rows of very negative scores underflow."""

import numpy as np

HELD_OUT = True
NAMED = "maximum-from-zero-guarded"


def softmax_1d(row):
    best = 0.0
    for s in row:
        if s > best:
            best = s
    e = np.exp(row - best)
    total = e.sum()
    if total == 0:
        return e
    return e / total


def softmax(scores, axis=-1):
    if scores.size == 0:
        return scores.copy()
    return np.apply_along_axis(softmax_1d, axis, scores).astype(scores.dtype)
