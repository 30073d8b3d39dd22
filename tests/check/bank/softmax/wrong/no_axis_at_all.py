"""No axis at all."""

import numpy as np

NAMED = "whole-array"


def softmax(scores, axis=-1):
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e)
