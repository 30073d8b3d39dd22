"""Takes the maximum over the forbidden keys too, so the allowed ones underflow beneath a large forbidden score."""
HELD_OUT = True
NAMED = "renormalised-after"

import math

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.swapaxes(-1, -2) / math.sqrt(Q.shape[-1])
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    if mask is not None:
        exps = exps * mask
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)
    return weights @ V, weights
