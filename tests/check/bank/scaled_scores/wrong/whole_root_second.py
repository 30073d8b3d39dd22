"""The root is rounded down to a whole number; right for d_k = 1, 4, 9, 16, ..."""

import math

import numpy as np

HELD_OUT = True
NAMED = "root-rounded-down"


def scaled_scores(Q, K):
    scale = math.isqrt(K.shape[-1])
    return np.matmul(Q, np.moveaxis(K, -1, -2)) / scale
