"""The keys are reshaped to (d_k, n_k) instead of transposed."""

import numpy as np

HELD_OUT = True
NAMED = "reshaped"


def dot_product_scores(Q, K):
    *batch, n_k, d_k = K.shape
    K_t = K.reshape(*batch, d_k, n_k)
    return Q @ K_t
