"""Makes V with the map of the keys, and already divides Q by the square root of d_k."""
HELD_OUT = True
NAMED = "values-through-W_k+queries-divided-by-root-d_k"

import math

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    Q = np.matmul(X, W_q) / math.sqrt(W_q.shape[-1])
    K = np.matmul(X, W_k)
    V = np.matmul(X, W_k)
    return Q, K, V
