"""One maximum of all the scores is subtracted, so rows with far lower scores underflow."""

import numpy as np

HELD_OUT = True
NAMED = "global-maximum"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -2, -1) * Q.shape[-1] ** -0.5
    exps = np.exp(scores - np.max(scores))
    weights = exps / np.sum(exps, axis=-1, keepdims=True)
    return weights @ V, weights
