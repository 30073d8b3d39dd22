"""Puts the reduced axis back at the end, whatever the axis was."""
HELD_OUT = True
NAMED = "axis-put-back-at-the-end"

import numpy as np


def softmax(scores, axis=-1):
    m = np.expand_dims(np.max(scores, axis=axis), -1)
    m = np.where(np.isfinite(m), m, 0)
    e = np.exp(scores - m)
    s = np.expand_dims(np.sum(e, axis=axis), -1)
    return e / np.where(s == 0, 1, s)
