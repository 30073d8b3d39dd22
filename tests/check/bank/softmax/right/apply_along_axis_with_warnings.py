"""One row at a time through plain lists; a row of -inf only gives NaN with a warning, and is then set to 0."""

import numpy as np

HELD_OUT = True


def _row(row):
    top = np.max(row)
    e = np.array([np.exp(s - top) for s in row])
    e = e / np.sum(e)
    e[np.isnan(e)] = 0
    return e


def softmax(scores, axis=-1):
    if scores.size == 0:
        return np.zeros_like(scores)
    return np.apply_along_axis(_row, axis, scores).astype(scores.dtype)
