"""No maximum is subtracted, so large scores overflow."""

import numpy as np

HELD_OUT = True
NAMED = "no-maximum-guarded"


def softmax(scores, axis=-1):
    numerator = np.exp(scores)
    denominator = np.sum(numerator, axis=axis, keepdims=True)
    return numerator / np.where(denominator == 0, 1, denominator)
