"""Avoids overflow by clipping the scores to [-500, 500], so all larger scores become equal."""
HELD_OUT = True

import numpy as np


def softmax(scores, axis=-1):
    safe = np.clip(scores, -500, 500)
    safe = safe - safe.max(axis=axis, keepdims=True)
    e = np.where(np.isneginf(scores), 0, np.exp(safe))
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)
