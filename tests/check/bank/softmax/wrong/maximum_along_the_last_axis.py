"""The axis is given to the sum, and not to the maximum."""

import numpy as np

NAMED = "maximum-over-last-axis"


def softmax(scores, axis=-1):
    exps = np.exp(scores - scores.max(-1, keepdims=True))
    return exps / exps.sum(axis, keepdims=True)
