"""The scores are multiplied by the square root of d_k."""

import math

import numpy as np

HELD_OUT = True
NAMED = "multiplied-by-root-d_k"


def scaled_scores(Q, K):
    scale = math.sqrt(Q.shape[-1])
    return scale * np.matmul(Q, np.swapaxes(K, -1, -2))
