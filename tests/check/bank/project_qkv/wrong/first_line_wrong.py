"""The queries go through W_k."""

import numpy as np

NAMED = "queries-through-W_k"


def project_qkv(X, W_q, W_k, W_v):
    return np.matmul(X, W_k), np.matmul(X, W_k), np.matmul(X, W_v)
