"""Queries and keys are each divided by the root, so the scores are divided by d_k."""

import math

import numpy as np

HELD_OUT = True
NAMED = "divided-by-d_k"


def scaled_scores(Q, K):
    root = math.sqrt(Q.shape[-1])
    Q = Q / root
    K = K / root
    return Q @ np.swapaxes(K, -1, -2)
