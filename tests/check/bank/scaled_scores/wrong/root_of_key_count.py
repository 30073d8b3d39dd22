"""The scores are divided by the square root of the number of keys."""

import math

import numpy as np

HELD_OUT = True
NAMED = "root-n_k"


def scaled_scores(Q, K):
    KT = np.swapaxes(K, -1, -2)
    d_k = KT.shape[-1]
    return Q @ KT / math.sqrt(d_k)
