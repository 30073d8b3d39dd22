"""Subtracts the maximum of the whole array instead of each row's own, so rows far below it underflow."""
HELD_OUT = True
NAMED = "global-maximum"

import numpy as np


def softmax(scores, axis=-1):
    biggest = scores.max()
    if np.isinf(biggest):
        return np.zeros_like(scores)
    exps = np.exp(scores - biggest)
    total = exps.sum(axis=axis, keepdims=True)
    total[np.isneginf(scores).all(axis=axis, keepdims=True)] = 1
    return exps / total
