"""The scale is applied to the queries, and once more to the product."""

import math

import numpy as np

NAMED = "divided-by-d_k"


def scaled_scores(Q, K):
    scale = 1 / math.sqrt(K.shape[-1])
    return ((Q * scale) @ np.swapaxes(K, -1, -2)) * scale
