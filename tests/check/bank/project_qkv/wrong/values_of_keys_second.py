"""The values are made from the keys instead of from X."""

import numpy as np

HELD_OUT = True
NAMED = "values-from-keys"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = X @ W_k
    V = K @ W_v
    return Q, K, V
