"""A tanh after each product."""

import numpy as np

NAMED = "tanh"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(np.tanh(X @ W) for W in (W_q, W_k, W_v))
