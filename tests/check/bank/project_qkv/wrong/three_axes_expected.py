"""The einsum names exactly one batch axis, so a single sequence or two batch axes raise an error."""

import numpy as np

HELD_OUT = True
NAMED = "sizes"


def project_qkv(X, W_q, W_k, W_v):
    Q = np.einsum("bnd,dk->bnk", X, W_q)
    K = np.einsum("bnd,dk->bnk", X, W_k)
    V = np.einsum("bnd,dv->bnv", X, W_v)
    return Q, K, V
