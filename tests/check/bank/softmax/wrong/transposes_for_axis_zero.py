"""Transposes for axis 0 and takes every other axis for the last one."""

import numpy as np

NAMED = "first-or-last"


def softmax(scores, axis=-1):
    if axis == 0:
        return softmax(scores.T).T
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)
