"""Divides the caller's Q in place, and takes d_k from axis 1, which is right for matrices only."""
HELD_OUT = True
NAMED = "root-axis-1-of-Q+changes-input"

import math

import numpy as np


def scaled_scores(Q, K):
    Q /= math.sqrt(Q.shape[1])
    return np.matmul(Q, np.moveaxis(K, -1, -2))
