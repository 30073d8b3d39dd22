"""Only exponentials."""

import numpy as np

NAMED = "not-divided+by-the-maximum"


def softmax(scores, axis=-1):
    return np.exp(scores - scores.max(axis=axis, keepdims=True))
