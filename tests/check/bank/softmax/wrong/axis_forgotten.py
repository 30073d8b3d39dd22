"""Axis forgotten."""

import numpy as np

NAMED = "always-last-axis"


def softmax(scores, axis=-1):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
