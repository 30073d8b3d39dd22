"""The textbook formula; what becomes NaN is replaced by 0 at the end."""

import numpy as np

NAMED = "no-maximum-nan-replaced"


def softmax(scores, axis=-1):
    exps = np.exp(scores)
    return np.nan_to_num(exps / np.sum(exps, axis=axis, keepdims=True))
