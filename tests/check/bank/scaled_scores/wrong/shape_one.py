"""d_k is read from axis 1, which is the last only without batch axes."""

import math

import numpy as np

HELD_OUT = True
NAMED = "root-axis-1-of-Q"


def scaled_scores(Q, K):
    d_k = Q.shape[1]
    S = np.einsum("...qd,...kd->...qk", Q, K)
    return S / math.sqrt(d_k)
