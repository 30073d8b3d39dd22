"""The queries are already divided by the square root of d_k."""

import math

HELD_OUT = True
NAMED = "queries-divided-by-root-d_k"


def project_qkv(X, W_q, W_k, W_v):
    d_k = W_q.shape[1]
    Q = (X @ W_q) / math.sqrt(d_k)
    K = X @ W_k
    V = X @ W_v
    return Q, K, V
