"""d_k is read from Q.shape[1], which is the number of queries as soon as there is a batch axis."""

import math

import numpy as np

HELD_OUT = True
NAMED = "root-axis-1-of-Q"


def scaled_scores(Q, K):
    depth = Q.shape[1]
    return np.matmul(Q, np.swapaxes(K, -1, -2)) * (1.0 / math.sqrt(depth))
