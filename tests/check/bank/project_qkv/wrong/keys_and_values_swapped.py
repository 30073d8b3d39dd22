"""The keys come from W_v and the values from W_k."""

import numpy as np

HELD_OUT = True
NAMED = "Q-V-K"


def project_qkv(X, W_q, W_k, W_v):
    Q = np.matmul(X, W_q)
    K = np.matmul(X, W_v)
    V = np.matmul(X, W_k)
    return Q, K, V
