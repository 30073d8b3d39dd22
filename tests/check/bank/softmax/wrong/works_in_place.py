"""The maximum is subtracted in place and the array is reused for the result, so the caller's scores change."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def softmax(scores, axis=-1):
    m = scores.max(axis=axis, keepdims=True)
    m[np.isinf(m)] = 0
    scores -= m
    np.exp(scores, out=scores)
    z = scores.sum(axis=axis, keepdims=True)
    z[z == 0] = 1
    scores /= z
    return scores
