"""Log softmax."""

import numpy as np

NAMED = "logarithm-of-the-softmax"


def softmax(scores, axis=-1):
    shifted = scores - scores.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
