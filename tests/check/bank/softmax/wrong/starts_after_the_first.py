"""The sum begins with the second exponential."""

import numpy as np

NAMED = "first-left-out-of-the-sum"


def softmax(scores, axis=-1):
    rows = np.moveaxis(scores, axis, -1)
    exps = np.exp(rows - rows.max(axis=-1, keepdims=True))
    total = np.zeros_like(exps[..., 0])
    for j in range(1, exps.shape[-1]):
        total = total + exps[..., j]
    return np.moveaxis(exps / total[..., None], -1, axis)
