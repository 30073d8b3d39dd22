"""Scores of -inf are replaced by -1000 first, which is no longer small where the other scores are themselves below it."""

import numpy as np

HELD_OUT = True
NAMED = "infinity-taken-for-1000"


def softmax(scores, axis=-1):
    nothing = np.all(np.isneginf(scores), axis=axis, keepdims=True)
    finite = np.where(np.isneginf(scores), -1000.0, scores).astype(scores.dtype)
    finite = finite - finite.max(axis=axis, keepdims=True)
    out = np.exp(finite)
    out = out / out.sum(axis=axis, keepdims=True)
    return out * ~nothing
