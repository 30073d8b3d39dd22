"""Writes d_k ** 1 / 2, which is half of d_k and not its square root."""
HELD_OUT = True
NAMED = "half-of-d_k"

import numpy as np


def scaled_scores(Q, K):
    d_k = K.shape[-1]
    scale = d_k ** 1 / 2
    return np.einsum("...id,...jd->...ij", Q, K) / scale
