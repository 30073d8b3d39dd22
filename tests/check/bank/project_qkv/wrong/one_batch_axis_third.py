"""Writes the product as an einsum for exactly one batch axis."""
HELD_OUT = True
NAMED = "sizes"

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = (np.einsum("bnd,de->bne", X, W) for W in (W_q, W_k, W_v))
    return Q, K, V
