"""Forgot keepdims."""

import numpy as np

NAMED = "no-maximum+sum-without-keepdims"


def softmax(scores, axis=-1):
    return np.exp(scores) / np.exp(scores).sum(axis=axis)
