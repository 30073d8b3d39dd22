"""A small number is added to the denominator, so the shares do not quite sum to 1."""

import numpy as np

HELD_OUT = True
NAMED = "added-to-the-sum"

EPS = 1e-6


def softmax(scores, axis=-1):
    m = scores.max(axis=axis, keepdims=True)
    m = np.where(m == -np.inf, 0, m).astype(scores.dtype)
    ex = np.exp(scores - m)
    return ex / (np.sum(ex, axis=axis, keepdims=True) + EPS)
