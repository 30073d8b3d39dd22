"""The scores are capped at 700 so that nothing overflows; the maximum is not subtracted."""

import numpy as np

NAMED = "capped-at-60"


def softmax(scores, axis=-1):
    exps = np.exp(np.minimum(scores, 700))
    return exps / exps.sum(axis=axis, keepdims=True)
