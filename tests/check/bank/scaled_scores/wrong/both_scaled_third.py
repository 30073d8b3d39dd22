"""Divides both the queries and the keys by the square root of d_k, so the scores are divided by d_k."""
HELD_OUT = True
NAMED = "divided-by-d_k"

import math

import numpy as np


def shrink(x):
    return x / math.sqrt(x.shape[-1])


def scaled_scores(Q, K):
    return shrink(Q) @ shrink(K).swapaxes(-1, -2)
