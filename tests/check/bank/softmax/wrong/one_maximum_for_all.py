"""The largest score of the whole array is subtracted, so rows far below it underflow to zero."""

import numpy as np

HELD_OUT = True
NAMED = "global-maximum-guarded"


def softmax(scores, axis=-1):
    biggest = scores.max(initial=-np.inf)
    if not np.isfinite(biggest):
        biggest = 0.0
    e = np.exp(scores - biggest)
    s = e.sum(axis=axis, keepdims=True)
    s[s == 0] = 1
    return e / s
