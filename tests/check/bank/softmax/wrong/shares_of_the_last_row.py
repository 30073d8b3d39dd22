"""In a loop over the rows, one sum is kept and overwritten, and then used for all of them."""

import numpy as np

NAMED = "sum-of-the-last-row+two-axes"


def softmax(scores, axis=-1):
    rows = np.atleast_2d(np.moveaxis(scores, axis, -1))
    exps = np.zeros_like(rows)
    for i in range(len(rows)):
        exps[i] = np.exp(rows[i] - np.max(rows[i]))
        total = exps[i].sum()
    return np.moveaxis((exps / total).reshape(np.moveaxis(scores, axis, -1).shape), -1, axis)
