"""The mean of the finite scores is subtracted instead of the maximum, so widely spread scores still overflow."""

import numpy as np

HELD_OUT = True
NAMED = "finite-mean-subtracted"


def softmax(scores, axis=-1):
    finite = np.isfinite(scores)
    count = np.maximum(finite.sum(axis=axis, keepdims=True), 1)
    centre = np.where(finite, scores, 0).sum(axis=axis, keepdims=True) / count
    e = np.exp(scores - centre).astype(scores.dtype)
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)
