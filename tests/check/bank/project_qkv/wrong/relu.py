"""Negative entries are cut off, as by a ReLU."""

import numpy as np

NAMED = "cut-at-zero"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(np.maximum(X @ W, 0) for W in (W_q, W_k, W_v))
