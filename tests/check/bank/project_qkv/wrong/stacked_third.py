"""Stacks Q, K and V into one array, which fails where the values have another width."""
HELD_OUT = True
NAMED = "sizes"

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = np.stack([X @ W for W in (W_q, W_k, W_v)])
    return Q, K, V
