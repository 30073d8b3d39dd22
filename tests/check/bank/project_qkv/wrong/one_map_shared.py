"""Queries and keys share the map W_q, and W_k is never used."""

import numpy as np

HELD_OUT = True
NAMED = "keys-through-W_q"


def linear(x, w):
    return np.tensordot(x, w, axes=([-1], [0]))


def project_qkv(X, W_q, W_k, W_v):
    q = linear(X, W_q)
    k = linear(X, W_q)
    v = linear(X, W_v)
    return q, k, v
