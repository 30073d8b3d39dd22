"""Subtracts the maximum in the denominator but not in the numerator."""
HELD_OUT = True
NAMED = "maximum-below-only"

import numpy as np


def softmax(scores, axis=-1):
    m = np.max(scores, axis=axis, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    total = np.sum(np.exp(scores - m), axis=axis, keepdims=True)
    return np.exp(scores) / np.where(total == 0, 1, total)
