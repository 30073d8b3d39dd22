"""Sums in long double, from the smallest exponential to the largest, and returns the input's dtype."""

import numpy as np

HELD_OUT = True


def softmax(scores, axis=-1):
    wide = scores.astype(np.longdouble)
    ordered = np.sort(wide, axis=axis)
    top = np.take(ordered, [-1], axis=axis)
    top = np.where(np.isneginf(top), np.longdouble(0), top)
    total = np.add.reduce(np.exp(ordered - top), axis=axis, keepdims=True)
    total = np.where(total == 0, np.longdouble(1), total)
    return (np.exp(wide - top) / total).astype(scores.dtype)
