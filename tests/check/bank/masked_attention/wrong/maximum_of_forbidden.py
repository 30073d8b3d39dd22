"""The maximum includes forbidden keys, so a large forbidden score makes the allowed ones underflow."""

import math

import numpy as np

HELD_OUT = True
NAMED = "renormalised-after"


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / math.sqrt(Q.shape[-1])
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    if mask is not None:
        exps = np.where(mask, exps, 0)
    total = exps.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    weights = exps / total
    return weights @ V, weights
