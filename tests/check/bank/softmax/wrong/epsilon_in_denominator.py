"""A small epsilon in the denominator keeps the shares from summing to 1."""

import numpy as np

HELD_OUT = True
NAMED = "0.001-added-to-the-sum"


EPS = 1e-3


def softmax(scores, axis=-1):
    largest = np.amax(scores, axis=axis, keepdims=True)
    largest = np.where(largest == -np.inf, 0, largest).astype(scores.dtype)
    exps = np.exp(scores - largest)
    return exps / (exps.sum(axis=axis, keepdims=True) + EPS)
