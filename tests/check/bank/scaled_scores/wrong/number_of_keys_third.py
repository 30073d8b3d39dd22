"""Divides by the square root of the number of keys."""
HELD_OUT = True
NAMED = "root-n_k"

import math

import numpy as np


def scaled_scores(Q, K):
    K_t = np.swapaxes(K, -1, -2)
    scores = np.matmul(Q, K_t)
    d_k = K_t.shape[-1]
    return scores / math.sqrt(d_k)
