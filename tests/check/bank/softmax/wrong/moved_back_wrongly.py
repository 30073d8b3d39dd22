"""The axis is moved to the end and then moved back by the same call, which undoes it only where the two axes are neighbours."""

import numpy as np

HELD_OUT = True
NAMED = "moved-back-by-the-same-call"


def softmax(scores, axis=-1):
    x = np.moveaxis(scores, axis, -1)
    peak = x.max(-1)[..., None]
    peak = np.where(np.isfinite(peak), peak, 0).astype(x.dtype)
    e = np.exp(x - peak)
    total = e.sum(-1)[..., None]
    w = e / np.where(total == 0, 1, total)
    return np.moveaxis(w, axis, -1)
