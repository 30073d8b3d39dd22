"""The argument axis is accepted but the last axis is always used."""

import numpy as np

HELD_OUT = True
NAMED = "always-last-axis"


def softmax(scores, axis=-1):
    top = np.max(scores, axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    e = np.exp(scores - top)
    total = e.sum(axis=-1, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0)
