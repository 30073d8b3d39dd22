"""The logarithm of the denominator is found first, by logaddexp.reduce, and subtracted inside the exponential."""

import numpy as np

HELD_OUT = True


def softmax(scores, axis=-1):
    lse = np.logaddexp.reduce(scores, axis=axis, keepdims=True)
    lse = np.where(np.isneginf(lse), 0, lse).astype(scores.dtype)
    return np.exp(scores - lse)
