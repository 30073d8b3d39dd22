"""The axis is moved to the end, and the result is returned like that."""

import numpy as np

NAMED = "not-moved-back"


def softmax(scores, axis=-1):
    rows = np.moveaxis(scores, axis, -1)
    exps = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)
