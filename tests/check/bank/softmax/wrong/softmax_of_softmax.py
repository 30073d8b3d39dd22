"""The shares go through a second softmax."""

import numpy as np

NAMED = "softmax-twice"


def once(scores, axis):
    exps = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return exps / np.sum(exps, axis=axis, keepdims=True)


def softmax(scores, axis=-1):
    return once(once(scores, axis), axis)
