"""Masked arrays."""

import numpy as np


def softmax(scores, axis=-1):
    s = np.ma.masked_invalid(scores)
    e = np.ma.exp(s - s.max(axis=axis, keepdims=True)).filled(0).astype(scores.dtype)
    return e / e.sum(axis=axis, keepdims=True)
