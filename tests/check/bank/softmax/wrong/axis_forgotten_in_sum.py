"""The maximum is taken along the axis, but the sum always along the last one."""

import numpy as np

HELD_OUT = True
NAMED = "sum-over-last-axis"


def softmax(scores, axis=-1):
    top = np.max(scores, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(scores.dtype)
    e = np.exp(scores - top)
    total = np.sum(e, axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total
