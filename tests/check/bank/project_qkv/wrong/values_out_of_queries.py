"""The values are projected from the queries."""

import numpy as np

NAMED = "values-from-queries"


def project_qkv(X, W_q, W_k, W_v):
    Q = np.matmul(X, W_q)
    return Q, np.matmul(X, W_k), np.matmul(Q, W_v)
