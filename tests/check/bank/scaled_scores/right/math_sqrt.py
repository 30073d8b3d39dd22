"""The queries are divided before the product."""

import math

import numpy as np


def scaled_scores(Q, K):
    return np.matmul(Q / math.sqrt(K.shape[-1]), np.swapaxes(K, -1, -2))
